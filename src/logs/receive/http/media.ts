import { errors } from '../../../kernel/errors.ts';
import { ENCODINGS, type Encoding } from '../../../kernel/compression/index.ts';

/** How a body holds its lines; `unsaid`: its first bytes tell. */
export type BodyKind = 'lines' | 'json' | 'unsaid';

/** The one encoding of a body. @throws {GlacisError} `unsupported` for others, and for several on top of each other. */
export function encodingOf(header: string | undefined): Encoding {
  const name = (header ?? '').trim().toLowerCase();
  const known = ENCODINGS.find((one) => one === (name === '' ? 'identity' : name === 'x-gzip' ? 'gzip' : name));
  if (!known) throw errors.unsupported({ what: 'This Content-Encoding is not understood here: send gzip, zstd or none, and only one.' });
  return known;
}

/** Types whose body is one JSON text; everything that says it is lines is lines, and what says nothing useful is looked at. */
export function kindOf(contentType: string | undefined): BodyKind {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/json') return 'json';
  if (type.startsWith('text/') || /^application\/(x-)?(ndjson|jsonl|jsonlines|json-lines|json-seq)$/.test(type)) return 'lines';
  return 'unsaid';
}

/** As many bytes as are looked at to tell. */
const MOST_LOOKED_AT = 4_096;

/**
 * Whether bytes begin a JSON array of objects, as `curl --data-binary @events.json` sends it without saying so; undefined when more are needed.
 * Lines of text may begin with a bracket too, but hardly with `[{`.
 */
export function beginsArray(bytes: Buffer): boolean | undefined {
  const text = bytes.subarray(0, MOST_LOOKED_AT).toString('latin1').trimStart();
  if (text !== '' && !text.startsWith('[')) return false;
  const inside = text.slice(1).trimStart();
  if (inside === '') return bytes.length >= MOST_LOOKED_AT ? false : undefined;
  return inside.startsWith('{') || /^\]\s*$/.test(inside);
}
