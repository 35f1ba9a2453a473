import { randomInt } from 'node:crypto';

/** What stands at a path of a layer: the size of a file, or one of these. */
export const DIRECTORY = -1;
export const SYMBOLIC_LINK = -2;
export const SPECIAL = -3;

/** Remembers for millions of paths what stands there, in a few dozen bytes each: the hashes of paths, not the paths. */
export type PathTable = {
  readonly size: number;
  /** What was set last, undefined where nothing was. Another path is mistaken for it once in 2^64 questions or so. */
  get(path: string): number | undefined;
  /** Whether something was set before. */
  set(path: string, value: number): boolean;
};

const SEEDS = [randomInt(1, 2 ** 32 - 1), randomInt(1, 2 ** 32 - 1)] as const;
const FIRST_CAPACITY = 1_024;

export function pathTable(): PathTable {
  let capacity = FIRST_CAPACITY;
  let hashes = new Uint32Array(2 * capacity);
  let values = new Float64Array(capacity);
  let size = 0;
  const hash: [number, number] = [0, 0];

  /** Where these hashes stand, or where they would. An empty place has 0 in the second. */
  function place(first: number, second: number): number {
    let at = first & (capacity - 1);
    while (hashes[2 * at + 1] !== 0 && (hashes[2 * at] !== first || hashes[2 * at + 1] !== second)) at = (at + 1) & (capacity - 1);
    return at;
  }

  function put(first: number, second: number, value: number): boolean {
    const at = place(first, second);
    const wasThere = hashes[2 * at + 1] !== 0;
    if (!wasThere) size += 1;
    hashes[2 * at] = first;
    hashes[2 * at + 1] = second;
    values[at] = value;
    return wasThere;
  }

  function grow(): void {
    const [oldHashes, oldValues] = [hashes, values];
    capacity *= 2;
    hashes = new Uint32Array(2 * capacity);
    values = new Float64Array(capacity);
    size = 0;
    for (let at = 0; at < oldValues.length; at += 1) {
      const second = oldHashes[2 * at + 1] ?? 0;
      if (second !== 0) put(oldHashes[2 * at] ?? 0, second, oldValues[at] ?? 0);
    }
  }

  return {
    get size() {
      return size;
    },
    get(path) {
      hashInto(hash, path);
      const at = place(hash[0], hash[1]);
      return hashes[2 * at + 1] === 0 ? undefined : values[at];
    },
    set(path, value) {
      if (size * 4 >= capacity * 3) grow();
      hashInto(hash, path);
      return put(hash[0], hash[1], value);
    },
  };
}

/** Two hashes of different make (FNV-1a; multiply and rotate), the second never 0. */
function hashInto(out: [number, number], path: string): void {
  let first: number = SEEDS[0];
  let second: number = SEEDS[1];
  for (let at = 0; at < path.length; at += 1) {
    const code = path.charCodeAt(at);
    first = Math.imul(first ^ code, 0x01000193);
    second = Math.imul(((second << 5) | (second >>> 27)) ^ code, 0x9e3779b1);
  }
  first ^= first >>> 15;
  second ^= second >>> 13;
  out[0] = first >>> 0;
  out[1] = second >>> 0 || 1;
}
