import { parse } from 'smol-toml';
import { textOf } from './text.ts';
import { fields } from './value.ts';
import type { Fields } from './value.ts';

/**
 * A TOML file, nested at most 64 deep.
 * @throws {Error} where it is none; the message holds nothing of the file.
 */
export function readToml(bytes: Uint8Array): Fields {
  try {
    return fields(parse(textOf(bytes), { maxDepth: 64 }));
  } catch {
    // The parser's own message quotes the file, which may hold secrets.
    throw new Error('This is not valid TOML: it was cut off or is damaged.');
  }
}
