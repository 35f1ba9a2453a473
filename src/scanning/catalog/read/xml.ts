import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { textOf } from './text.ts';
import { fields, fieldsIf, list } from './value.ts';
import type { Fields } from './value.ts';

/** Attributes are members named `@name`; entities stay as they are written, namespaces and comments are dropped. */
const parser = new XMLParser({
  ignoreAttributes: false, attributeNamePrefix: '@', removeNSPrefix: true, parseTagValue: false, parseAttributeValue: false, processEntities: false,
  ignoreDeclaration: true, ignorePiTags: true, maxNestedTags: 64,
});

/**
 * The root element of an XML file, if it is `root`; undefined where it has another name.
 * @throws {Error} where it is no XML, or nested more than 64 deep; the message holds nothing of the file.
 */
export function readXml(bytes: Uint8Array, root: string): Fields | undefined {
  const text = textOf(bytes);
  if (XMLValidator.validate(text, { allowBooleanAttributes: true }) !== true) throw new Error('This is not valid XML: it was cut off or is damaged.');
  const document = fields(parse(text));
  if (!Object.hasOwn(document, root)) return undefined;
  return fields(document[root]);
}

function parse(text: string): unknown {
  try {
    const document: unknown = parser.parse(text);
    return document;
  } catch (cause) {
    throw new Error('This XML cannot be read: it is damaged or nested too deeply.', { cause });
  }
}

/** All elements of this name in an element. */
export function elements(element: Fields, name: string): readonly unknown[] {
  if (!Object.hasOwn(element, name)) return [];
  const value = element[name];
  return Array.isArray(value) ? list(value) : [value];
}

/** The first element of this name in an element; an empty one where there is none. */
export const element = (parent: Fields, name: string): Fields => fields(elements(parent, name)[0]);

/** The text of the first element of this name, or the value of the attribute `@name`; empty where there is none. */
export function textIn(parent: Fields, name: string): string {
  const value = elements(parent, name)[0];
  const inner = fieldsIf(value)?.['#text'] ?? value;
  return typeof inner === 'string' ? inner.trim() : '';
}
