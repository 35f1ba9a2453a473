import { parseDocument } from 'yaml';
import { linesOf, textOf } from '../text.ts';
import { readBlockYaml } from './block.ts';
import type { Yaml } from './scalar.ts';

export type { Yaml } from './scalar.ts';

/** The general reader's time grows with the square of a hostile text: 16 kB take it a quarter of a second at most. */
const GENERAL_AT_MOST = 16_384;

/**
 * A YAML file with every scalar as text; of several documents, each. What the reader for lock files does not know
 * is given to a general one if the file is small.
 * @throws {Error} where it cannot be read; the message holds nothing of the file.
 */
export function readYaml(bytes: Uint8Array): Yaml[] {
  return documents(linesOf(textOf(bytes))).map(readDocument);
}

function readDocument(lines: readonly string[]): Yaml {
  try {
    return readBlockYaml(lines);
  } catch (cause) {
    const general = readGeneral(lines.join('\n'));
    if (general === undefined) throw new Error('This YAML cannot be read: it was cut off, is damaged, or no package manager wrote it.', { cause });
    return general;
  }
}

/** Undefined where this reader finds a mistake as well. Its failsafe schema leaves every scalar a text. */
function readGeneral(text: string): Yaml | undefined {
  if (text.length > GENERAL_AT_MOST) return undefined;
  try {
    const document = parseDocument(text, { schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
    return document.errors.length > 0 ? undefined : asYaml(document.toJS({ maxAliasCount: 100 }), 0);
  } catch {
    return undefined;
  }
}

function asYaml(value: unknown, depth: number): Yaml | undefined {
  if (depth > 64) return undefined;
  if (Array.isArray(value)) return value.map((each) => asYaml(each, depth + 1) ?? '');
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? value : '';
  const found: { [key: string]: Yaml } = Object.create(null);
  for (const [key, each] of Object.entries(value)) found[key] = asYaml(each, depth + 1) ?? '';
  return found;
}

/** Documents end at lines that begin with `---` or `...`; one without content is none. */
function documents(lines: readonly string[]): string[][] {
  const found: string[][] = [[]];
  for (const line of lines) {
    if (line === '---' || line.startsWith('--- ') || line === '...') found.push(line.length > 4 ? [line.slice(4)] : []);
    else found.at(-1)?.push(line);
  }
  return found.filter((document) => document.some((line) => line.trim() !== '' && !line.trimStart().startsWith('#')));
}
