import { writeUInt64, type Column, type Pieces } from './column.ts';
import type { Fillings, Mould } from './mould.ts';
import { uint64 } from './numbers.ts';
import { LOW_CARDINALITY_VERSION, lowCardinality, string } from './strings.ts';

export type ArrayColumn = Column & {
  /** Adds an item to the row that is being made. */
  add(text: string): void;
  /** Appends rows of the texts of their moulds, which make lower case themselves where the column is. */
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
      for (const n of fillings.which) ends.push((end += moulds[n]?.texts ?? 0));
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
  /** What a row with these keys has of them, good until the next reset. */
  placesOf(keys: readonly string[]): Uint32Array;
  /** Appends rows whose values are the texts of their moulds; `keys`: by mould, what `placesOf` answered. */
  pushMoulds(keys: readonly Uint32Array[], moulds: readonly Mould[], fillings: Fillings): void;
};

const NOTHING = new Uint32Array();

/** `Map(LowCardinality(String), String)`: an array of pairs, the version of the keys' dictionary before everything. */
export function stringMap(): MapColumn {
  const ends = uint64();
  const keys = lowCardinality();
  const values = string();
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
    placesOf: (names) => Uint32Array.from(names, keys.placeOf),
    pushMoulds(places, moulds, fillings) {
      for (const n of fillings.which) {
        keys.pushRow(places[n] ?? NOTHING);
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
      values.reset();
    },
  };
}
