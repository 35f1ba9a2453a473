/** Numbers in a file of one byte order. Outside the file everything is 0, so that hostile offsets end in nothing. */
export type Numbers = {
  view: Buffer;
  length: number;
  u16(at: number): number;
  u32(at: number): number;
  /** 64 bits where `isWide`, else 32; beyond 2^53 it is Infinity, which lies in no file. */
  word(at: number, isWide: boolean): number;
};

export function numbers(view: Buffer, isBigEndian: boolean): Numbers {
  const holds = (at: number, size: number): boolean => at >= 0 && at + size <= view.length;
  const u32 = (at: number): number => (holds(at, 4) ? (isBigEndian ? view.readUInt32BE(at) : view.readUInt32LE(at)) : 0);
  return {
    view,
    length: view.length,
    u16: (at) => (holds(at, 2) ? (isBigEndian ? view.readUInt16BE(at) : view.readUInt16LE(at)) : 0),
    u32,
    word(at, isWide) {
      if (!isWide) return u32(at);
      const [high, low] = isBigEndian ? [u32(at), u32(at + 4)] : [u32(at + 4), u32(at)];
      return high >= 0x200000 ? Number.POSITIVE_INFINITY : high * 0x100000000 + low;
    },
  };
}

/** A part of a file as far as it lies in it. */
export function part(view: Buffer, start: number, length: number): Buffer {
  return start >= view.length ? view.subarray(0, 0) : view.subarray(start, Math.min(view.length, start + length));
}

const LONGEST_NAME = 256;

/** The text up to a NUL, at most 256 bytes. */
export function textAt(view: Buffer, start: number, longest = LONGEST_NAME): string {
  const bytes = part(view, start, longest);
  const end = bytes.indexOf(0);
  return bytes.toString('latin1', 0, end < 0 ? bytes.length : end);
}
