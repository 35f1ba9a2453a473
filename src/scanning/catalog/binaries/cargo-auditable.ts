import { inflateSync } from 'node:zlib';
import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { readJson } from '../read/json.ts';
import { fields, list, text } from '../read/value.ts';
import { beginsExecutable, imageOf, mayBeExecutable } from './executable.ts';
import { sectionOf } from './image.ts';

/** More than any program of Rust has (10,000 crates are some 2 MB). */
const LONGEST = 16 * 1024 * 1024;

/**
 * Crates in executables built by `cargo auditable`. Source: https://github.com/rust-secure-code/cargo-auditable, PARSING.md: a
 * section `.dep-v0` holds zlib-compressed JSON with `packages` of name, version, source, kind.
 */
export const cargoAuditable: Cataloguer = {
  id: 'cargo-auditable',
  evidence: 'installed',
  wants: mayBeExecutable,
  recognizes: beginsExecutable,
  maxBytes: 1024 * 1024 * 1024,
  read({ bytes }) {
    const image = imageOf(bytes);
    const section = image && sectionOf(image, '.dep-v0');
    if (section === undefined) return {};
    const found = gather('cargo');
    for (const each of list(readJson(inflated(section.bytes)).packages)) {
      const stated = fields(each);
      const isRoot = stated.root === true;
      found.add({ name: text(stated.name), version: text(stated.version), dev: stated.kind === 'build', remark: isRoot ? 'main crate' : undefined });
    }
    return found.reading();
  },
};

function inflated(bytes: Uint8Array): Uint8Array {
  try {
    return inflateSync(bytes, { maxOutputLength: LONGEST });
  } catch (cause) {
    throw new Error('The list of crates in this Rust program is damaged.', { cause });
  }
}
