/** Finds the next place of one byte in a growing buffer, looking at each byte once. */
export type Finder = {
  /** The first place at or after `start`, or -1. `start` never goes back. */
  next(bytes: Buffer, start: number): number;
  /** The buffer lost that many bytes at its beginning. */
  shift(by: number): void;
};

export function finder(byte: number): Finder {
  let found = -1;
  let searched = 0;
  return {
    next(bytes, start) {
      if (found >= start) return found;
      if (searched === bytes.length) return -1;
      found = bytes.indexOf(byte, Math.max(start, searched));
      searched = found === -1 ? bytes.length : found + 1;
      return found;
    },
    shift(by) {
      found -= by;
      searched -= by;
    },
  };
}
