import type { Sink } from './parser.ts';

export const HEAD = 512;

type Wish = {
  size: number;
  /** Asked on the first bytes (up to 512) whether the whole is wanted. */
  recognizes?(head: Buffer): boolean;
  /** Takes the whole, which is valid during the call only. */
  use(bytes: Buffer): void;
};

/** Gathers the contents of an entry; what comes in one piece is not copied. */
export function collect({ size, recognizes, use }: Wish): Sink {
  let isDecided = recognizes === undefined;
  let gathered: Buffer | undefined;
  let length = 0;

  return {
    write(piece) {
      if (!isDecided && length + piece.length >= Math.min(size, HEAD)) {
        isDecided = true;
        if (recognizes?.(length === 0 ? piece.subarray(0, HEAD) : Buffer.concat([gathered?.subarray(0, length) ?? piece, piece]).subarray(0, HEAD)) === false) return false;
      }
      if (length === 0 && piece.length === size) {
        length = size;
        use(piece);
        return true;
      }
      // Until it is decided, a large file does not get its room.
      if (!gathered || (isDecided && gathered.length < size)) {
        const room = Buffer.allocUnsafeSlow(isDecided ? size : Math.min(size, HEAD));
        gathered?.copy(room, 0, 0, length);
        gathered = room;
      }
      piece.copy(gathered, length);
      length += piece.length;
      if (length === size) use(gathered);
      return true;
    },
    end() {
      if (size === 0 && (recognizes?.(Buffer.alloc(0)) ?? true)) use(Buffer.alloc(0));
    },
  };
}
