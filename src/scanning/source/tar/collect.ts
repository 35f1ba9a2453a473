import type { Sink } from './parser.ts';

export const HEAD = 512;

/** Room that is taken before it is known to be needed. */
const MOST_AHEAD = 16 * 1024 * 1024;

type Wish = {
  size: number;
  /** Asked on the first bytes (up to 512) whether the whole is wanted. */
  recognizes?(head: Buffer): boolean;
  /** Takes the whole, which is valid during the call only. */
  use(bytes: Buffer): void;
};

/**
 * Gathers the contents of entries, one entry after the other. What comes in one piece is not copied; everything else goes into
 * one room that is used again: thousands of programs would otherwise cost more for fresh memory and its collection than for reading.
 */
export function collector(): (wish: Wish) => Sink {
  let room = Buffer.alloc(0);

  /** Room for so many bytes, the first of which stay. */
  function grow(size: number, kept: number): void {
    if (room.length >= size) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(size, Math.min(2 * room.length, MOST_AHEAD)));
    room.copy(larger, 0, 0, kept);
    room = larger;
  }

  return ({ size, recognizes, use }) => {
    let isDecided = recognizes === undefined;
    let length = 0;

    return {
      write(piece) {
        if (!isDecided && length + piece.length >= Math.min(size, HEAD)) {
          isDecided = true;
          if (recognizes?.(length === 0 ? piece.subarray(0, HEAD) : Buffer.concat([room.subarray(0, length), piece]).subarray(0, HEAD)) === false) return false;
        }
        if (length === 0 && piece.length === size) {
          use(piece);
          return true;
        }
        // Until it is decided, a large file does not get its room.
        grow(isDecided ? size : Math.min(size, HEAD), length);
        piece.copy(room, length);
        length += piece.length;
        if (length === size) use(room.subarray(0, size));
        return true;
      },
      end() {
        if (size === 0 && (recognizes?.(Buffer.alloc(0)) ?? true)) use(Buffer.alloc(0));
      },
    };
  };
}
