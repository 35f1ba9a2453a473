import { appendBytes, appendSlices, appendString, newBytes } from './bytes.ts';
import { writeUInt64, type Column } from './column.ts';
import { appendMoulds, type Fillings, type Mould } from './mould.ts';
import { textWriter } from './texts.ts';

export type StringColumn = Column & {
  /** Appends a string as UTF-8. */
  push(text: string): void;
  /** Appends bytes as they are, valid UTF-8 or not. */
  pushBytes(bytes: Uint8Array, start?: number, end?: number): void;
  /** Appends slices of the same bytes: `offsets` has where each begins and ends, in turn. */
  pushSlices(bytes: Uint8Array, offsets: Uint32Array): void;
  /** Appends the texts of the rows' moulds. */
  pushMoulds(moulds: readonly Mould[], fillings: Fillings): void;
  /** What was appended, as it will be written. */
  bytes(): Uint8Array;
};

/** `lower`: with ASCII letters in lower case; other alphabets stay as they are. */
export function string({ lower = false } = {}): StringColumn {
  const data = newBytes();
  const texts = textWriter(data, { lower });
  let rows = 0;
  const bytes = () => {
    texts.flush();
    return data.buffer.subarray(0, data.length);
  };
  return {
    type: 'String',
    get rows() {
      return rows;
    },
    push(text) {
      texts.append(text);
      rows += 1;
    },
    pushBytes(from, start = 0, end = from.length) {
      texts.flush();
      appendBytes(data, from, start, end);
      rows += 1;
    },
    pushSlices(from, offsets) {
      texts.flush();
      appendSlices(data, from, offsets);
      rows += offsets.length / 2;
    },
    pushMoulds(moulds, fillings) {
      texts.flush();
      rows += appendMoulds(data, moulds, fillings);
    },
    bytes,
    write(out) {
      out.push(bytes());
    },
    reset() {
      texts.flush();
      data.length = 0;
      rows = 0;
    },
  };
}

/** SerializationLowCardinality.cpp: the keys stand in the block itself (1 << 9) and replace earlier ones (1 << 10). */
const ADDITIONAL_KEYS = (1 << 9) | (1 << 10);
/** KeysSerializationVersion SharedDictionariesWithAdditionalKeys. */
export const LOW_CARDINALITY_VERSION = 1;

export type LowCardinalityColumn = Column & {
  push(text: string): void;
  /** The same text so many times. */
  fill(text: string, count: number): void;
  /** What `push` would write of a text: its place among those of the block, good until the next reset. */
  placeOf(text: string): number;
  /** Appends of these places the one that each row has. */
  pushPlaces(places: readonly number[], which: Uint16Array): void;
  /** Appends a row for each of these places. */
  pushRow(places: Uint32Array): void;
  /** The parts that a containing type writes in places of its own. */
  body: Pick<Column, 'write'>;
};

/** Strings of which few differ: each is sent once, rows are numbers of 8, 16 or 32 bits, as the count of keys needs. */
export function lowCardinality(): LowCardinalityColumn {
  const places = new Map<string, number>();
  const keys = newBytes();
  let indexes = new Uint32Array(4096);
  let rows = 0;
  // Logs repeat themselves: the same value again needs no look-up.
  let lastText: string | undefined;
  let lastPlace = 0;

  const placeOf = (text: string): number => {
    let place = places.get(text);
    if (place === undefined) {
      place = places.size;
      places.set(text, place);
      appendString(keys, text);
    }
    lastText = text;
    lastPlace = place;
    return place;
  };
  const reserveRows = (more: number) => {
    if (rows + more <= indexes.length) return;
    const grown = new Uint32Array(Math.max(rows + more, rows * 2));
    grown.set(indexes);
    indexes = grown;
  };
  const push = (text: string) => {
    reserveRows(1);
    indexes[rows++] = text === lastText ? lastPlace : placeOf(text);
  };
  const width = () => (places.size <= 2 ** 8 ? 0 : places.size <= 2 ** 16 ? 1 : 2);
  const body: LowCardinalityColumn['body'] = {
    write(out) {
      if (rows === 0) return;
      writeUInt64(out, ADDITIONAL_KEYS | width());
      writeUInt64(out, places.size);
      out.push(keys.buffer.subarray(0, keys.length));
      writeUInt64(out, rows);
      out.push(narrowed(indexes.subarray(0, rows), width()));
    },
  };
  return {
    type: 'LowCardinality(String)',
    get rows() {
      return rows;
    },
    push,
    fill(text, count) {
      reserveRows(count);
      indexes.fill(placeOf(text), rows, (rows += count));
    },
    placeOf,
    pushPlaces(some, which) {
      reserveRows(which.length);
      for (const n of which) indexes[rows++] = some[n] ?? 0;
    },
    pushRow(some) {
      reserveRows(some.length);
      for (const place of some) indexes[rows++] = place;
    },
    body,
    write(out) {
      writeUInt64(out, LOW_CARDINALITY_VERSION);
      body.write(out);
    },
    reset() {
      places.clear();
      keys.length = 0;
      rows = 0;
      lastText = undefined;
    },
  };
}

function narrowed(indexes: Uint32Array, width: number): Uint8Array {
  if (width === 0) return new Uint8Array(indexes);
  const same = width === 1 ? Uint16Array.from(indexes) : indexes;
  return new Uint8Array(same.buffer, same.byteOffset, same.byteLength);
}
