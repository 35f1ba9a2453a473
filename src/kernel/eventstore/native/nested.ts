import { writeUInt64, type Column, type Pieces } from './column.ts';
import type { Fillings, Mould } from './mould.ts';
import { uint64 } from './numbers.ts';
import { LOW_CARDINALITY_VERSION, lowCardinality, string } from './strings.ts';

export type ArrayColumn = Column & {
  /** Adds an item to the row that is being made. */
  add(text: string): void;
  /** Appends a row of the texts of each mould, which make lower case themselves where the column is. */
  pushMoulds(moulds: readonly Mould[], fillings: Fillings): void;
  /** Ends the row; without items it is empty. */
  endRow(): void;
};

/** `Array(String)`: where each row ends, then all items. `lower`: in lower case as the engine's lower() makes it, ASCII letters only. */
export function stringArray(options: { lower?: boolean } = {}): ArrayColumn {
  const ends = uint64();
  const items = string(options);
  return {
    type: 'Array(String)',
    get rows() {
      return ends.rows;
    },
    add: (text) => items.push(text),
    endRow: () => ends.push(items.rows),
    pushMoulds(moulds, fillings) {
      let end = items.rows;
      for (const { texts } of moulds) ends.push((end += texts));
      items.pushMoulds(moulds, fillings);
    },
    write(out: Pieces) {
      ends.write(out);
      items.write(out);
    },
    reset() {
      ends.reset();
      items.reset();
    },
  };
}

export type MapColumn = Column & {
  /** Adds a pair to the row that is being made. A key that comes twice is stored twice; readers see the first. */
  add(key: string, value: string): void;
  /** Adds a pair whose value is bytes as they are. */
  addBytes(key: string, value: Uint8Array): void;
  endRow(): void;
  /** Appends a row for each mould: its texts are the values of `keys`. */
  pushMoulds(keys: readonly (readonly string[])[], moulds: readonly Mould[], fillings: Fillings): void;
};

/** `Map(LowCardinality(String), String)`: an array of pairs, the version of the keys' dictionary before everything. */
export function stringMap(): MapColumn {
  const ends = uint64();
  const keys = lowCardinality();
  const values = string();
  /** Of the keys of moulds, in this block. */
  const known = new Map<readonly string[], Uint32Array>();
  const placesOf = (names: readonly string[]): Uint32Array => {
    const places = known.get(names);
    if (places) return places;
    const made = keys.placesOf(names);
    known.set(names, made);
    return made;
  };
  return {
    type: 'Map(LowCardinality(String), String)',
    get rows() {
      return ends.rows;
    },
    add(key, value) {
      keys.push(key);
      values.push(value);
    },
    addBytes(key, value) {
      keys.push(key);
      values.pushBytes(value);
    },
    endRow: () => ends.push(keys.rows),
    pushMoulds(names, moulds, fillings) {
      for (const some of names) {
        keys.pushPlaces(placesOf(some));
        ends.push(keys.rows);
      }
      values.pushMoulds(moulds, fillings);
    },
    write(out) {
      writeUInt64(out, LOW_CARDINALITY_VERSION);
      ends.write(out);
      keys.body.write(out);
      values.write(out);
    },
    reset() {
      ends.reset();
      keys.reset();
      known.clear();
      values.reset();
    },
  };
}
