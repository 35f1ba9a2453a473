import { BadArchive } from './bad-archive.ts';

export const BLOCK = 512;

/** The letter that says what an entry is (POSIX.1-2017 ustar, pax; GNU tar), as a character. */
export type TypeFlag = string;

/** A header block as it stands, before extended headers. */
export type Header = {
  name: string;
  linkName: string;
  type: TypeFlag;
  /** Bytes of contents behind the header. */
  size: number;
  /** Permission bits. */
  mode: number;
  /** GNU sparse: another block of the map follows the header. */
  isExtended: boolean;
};

const NAME = { at: 0, length: 100 };
const MODE = { at: 100, length: 8 };
const SIZE = { at: 124, length: 12 };
const CHECKSUM = { at: 148, length: 8 };
const TYPE = 156;
const LINK_NAME = { at: 157, length: 100 };
const MAGIC = 257;
const PREFIX = { at: 345, length: 155 };
/** In star's archives the times stand in the last part of the prefix. */
const STAR_PREFIX = { at: 345, length: 131 };
const GNU_EXTENDED = 482;
const GNU_MORE_EXTENDED = 504;
const SPACE = 0x20;

/**
 * Reads a header block.
 * @throws {BadArchive} where its checksum is wrong or a number is none.
 */
export function readHeader(block: Buffer): Header {
  checkSum(block);
  const type = String.fromCharCode(block[TYPE] ?? 0);
  const name = text(block, NAME);
  const prefix = hasPrefix(block) ? text(block, isStar(block) ? STAR_PREFIX : PREFIX) : '';
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    linkName: text(block, LINK_NAME),
    type,
    size: number(block, SIZE, 'size'),
    mode: number(block, MODE, 'mode') & 0o7777,
    isExtended: type === 'S' && block[GNU_EXTENDED] !== 0,
  };
}

/** Whether yet another block of a GNU sparse map follows this one. */
export const isExtendedFurther = (block: Buffer): boolean => block[GNU_MORE_EXTENDED] !== 0;

export function isZero(block: Buffer): boolean {
  for (let at = 0; at < BLOCK; at += 1) if (block[at] !== 0) return false;
  return true;
}

/** `ustar` and a NUL is POSIX; GNU writes a space, and other things where the prefix is. */
const hasPrefix = (block: Buffer): boolean => block.toString('latin1', MAGIC, MAGIC + 6) === 'ustar\0' && block[PREFIX.at] !== 0;
const isStar = (block: Buffer): boolean => block.toString('latin1', 508, 512) === 'tar\0';

function text(block: Buffer, { at, length }: { at: number; length: number }): string {
  const end = block.indexOf(0, at);
  return block.toString('utf8', at, end === -1 || end > at + length ? at + length : end);
}

/** Octal digits between spaces and NULs, or a big-endian number where the first bit is set (GNU, star). */
function number(block: Buffer, { at, length }: { at: number; length: number }, what: string): number {
  const first = block[at] ?? 0;
  if ((first & 0x80) !== 0) return binary(block, at, length, what);
  let value = 0;
  let digits = 0;
  let hasEnded = false;
  for (let i = at; i < at + length; i += 1) {
    const byte = block[i] ?? 0;
    if (byte >= 0x30 && byte <= 0x37 && !hasEnded) {
      value = value * 8 + (byte - 0x30);
      digits += 1;
    } else if (byte === SPACE || byte === 0) {
      hasEnded = digits > 0;
    } else {
      throw new BadArchive(`a header has a ${what} that is no number`);
    }
  }
  return value;
}

function binary(block: Buffer, at: number, length: number, what: string): number {
  if (((block[at] ?? 0) & 0x40) !== 0) throw new BadArchive(`a header has a negative ${what}`);
  let value = (block[at] ?? 0) & 0x3f;
  for (let i = at + 1; i < at + length; i += 1) {
    value = value * 256 + (block[i] ?? 0);
    if (value > Number.MAX_SAFE_INTEGER) throw new BadArchive(`a header has a ${what} beyond all measure`);
  }
  return value;
}

/** The sum of all bytes, those of the sum itself counted as spaces; some old programs summed signed bytes. */
function checkSum(block: Buffer): void {
  const stated = number(block, CHECKSUM, 'checksum');
  let unsigned = CHECKSUM.length * SPACE;
  let high = 0;
  for (let at = 0; at < CHECKSUM.at; at += 1) {
    const byte = block[at] ?? 0;
    unsigned += byte;
    high += byte >> 7;
  }
  for (let at = CHECKSUM.at + CHECKSUM.length; at < BLOCK; at += 1) {
    const byte = block[at] ?? 0;
    unsigned += byte;
    high += byte >> 7;
  }
  if (stated !== unsigned && stated !== unsigned - 256 * high) throw new BadArchive('a header has a wrong checksum');
}
