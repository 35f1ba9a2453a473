import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { VersionRange } from '../../match/advisory.ts';
import type { AffectedPackage } from '../read/record.ts';

type Event = VersionRange['events'][number];
/** What is not in the key of the row. */
export type Said = Omit<AffectedPackage, 'ecosystem' | 'name'>;
type Extras = Omit<Said, 'ranges' | 'versions'>;
type Packed = [ranges: string[][], versions: string[], extras?: Extras];

/** From here on compressing pays: lists of versions are long and alike. */
const COMPRESS_FROM = 400;
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * What an advisory says of a package in the fewest bytes. Nine of ten distribution advisories say "everything before this
 * version": `E` and the version. Everything else is a JSON array, compressed where it is long.
 */
export function packAffected(affected: AffectedPackage): string | Uint8Array {
  const { ecosystem: _ecosystem, name: _name, ranges, versions, ...extras } = affected;
  const hasExtras = Object.keys(extras).length > 0;
  const [range, ...more] = ranges;
  if (range && more.length === 0 && versions.length === 0 && !hasExtras) {
    const [from, to, ...rest] = range.events;
    if (from && to && rest.length === 0 && 'introduced' in from && from.introduced === '0' && 'fixed' in to) return `${range.type[0]}${to.fixed}`;
  }
  const packedRanges = ranges.map(({ type, events }) => [type[0] ?? '', ...events.map(packEvent)]);
  const packed: Packed = hasExtras ? [packedRanges, [...versions], extras] : [packedRanges, [...versions]];
  const text = JSON.stringify(packed);
  return text.length < COMPRESS_FROM ? text : zstdCompressSync(text);
}

/** The reverse of `packAffected`. */
export function unpackAffected(data: string | Uint8Array): Said {
  if (typeof data === 'string' && !data.startsWith('[')) {
    return { ranges: [{ type: typeOf(data), events: [{ introduced: '0' }, { fixed: data.slice(1) }] }], versions: [] };
  }
  const text = typeof data === 'string' ? data : zstdDecompressSync(data, { maxOutputLength: MOST_BYTES }).toString('utf8');
  const [ranges, versions, extras]: Packed = JSON.parse(text);
  return { ...extras, ranges: ranges.map(([type = '', ...events]) => ({ type: typeOf(type), events: events.map(unpackEvent) })), versions };
}

const typeOf = (letter: string): VersionRange['type'] => (letter.startsWith('S') ? 'SEMVER' : 'ECOSYSTEM');

function packEvent(event: Event): string {
  if ('introduced' in event) return `i${event.introduced}`;
  if ('fixed' in event) return `f${event.fixed}`;
  return 'limit' in event ? `m${event.limit}` : `l${event.last_affected}`;
}

function unpackEvent(text: string): Event {
  const version = text.slice(1);
  switch (text[0]) {
    case 'i': return { introduced: version };
    case 'f': return { fixed: version };
    case 'm': return { limit: version };
    default: return { last_affected: version };
  }
}
