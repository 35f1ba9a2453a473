import { crc32, inflateRawSync } from 'node:zlib';
import { errors } from './errors.ts';

/*
 * Source: PKWARE APPNOTE 6.3.10: 4.3.16 end of central directory, 4.3.14 and 4.3.15 its ZIP64 record and locator,
 * 4.3.12 central directory header, 4.3.7 local file header, 4.5.3 ZIP64 extended information.
 */
const END = 0x06054b50;
const END_SIZE = 22;
const END64 = 0x06064b50;
const END64_SIZE = 56;
const LOCATOR64 = 0x07064b50;
const LOCATOR64_SIZE = 20;
const CENTRAL = 0x02014b50;
const CENTRAL_SIZE = 46;
const LOCAL = 0x04034b50;
const LOCAL_SIZE = 30;
const EXTRA_ZIP64 = 0x0001;
const LONGEST_COMMENT = 0xffff;
/** These stand where the value is in a ZIP64 record. */
const SEE_ZIP64_16 = 0xffff;
const SEE_ZIP64_32 = 0xffffffff;
const ENCRYPTED = 0x0001;
const STORED = 0;
const DEFLATED = 8;
/** Deflate makes at most this many bytes of one (zlib's technical notes): a size beyond is a lie. */
const MOST_OF_ONE = 1032;

export type ZipLimits = {
  /** Entries that the archive may list. */
  entries: number;
  /** Bytes that one entry may have when it is read. */
  entryBytes: number;
  /** Bytes that all reads together may give: the same entry read twice counts twice. */
  readBytes: number;
};

export type ZipEntry = {
  /** Parts separated by `/`, never `..`. Otherwise hostile text; names may come twice. */
  readonly name: string;
  /** Bytes, as the directory states them; `read` holds the entry to it. */
  readonly size: number;
  readonly compressedSize: number;
  readonly isDirectory: boolean;
  /**
   * The content, checked against its size and CRC-32. Of a stored entry a view into the archive.
   * @throws {GlacisError} `invalid` where it is damaged, encrypted or compressed in an unknown way, `too_large` at a limit.
   */
  read(): Uint8Array;
};

/**
 * The entries of a ZIP archive in the order of its central directory, which is all that is read of it before an entry's `read`.
 * Data before the archive (a start script, the header of a jmod) and ZIP64 are understood; several disks are not.
 * @throws {GlacisError} `invalid` where it is no such archive, is cut short, has entries that overlap, sizes that cannot be or
 * names that leave the archive; `too_large` where it has more entries than allowed.
 */
export function zipEntries(bytes: Uint8Array, limits: ZipLimits): readonly ZipEntry[] {
  const archive = { view: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), limits, left: limits.readBytes };
  const directory = findDirectory(archive.view);
  if (directory.count > limits.entries) throw tooManyEntries(limits);
  const entries: Entry[] = [];
  const end = directory.start + directory.size;
  let at = directory.start;
  while (at < end) {
    if (entries.length >= limits.entries) throw tooManyEntries(limits);
    const { header, length } = centralHeader(archive.view, at, end, directory.base);
    entries.push(new Entry(archive, header));
    at += length;
  }
  // Old writers let the 16-bit count overflow instead of writing ZIP64.
  const isCounted = directory.isZip64 ? entries.length === directory.count : (entries.length & 0xffff) === directory.count;
  if (!isCounted) throw damaged('its directory lists another number of entries than it says');
  forbidOverlaps(entries, directory.start);
  return entries;
}

const damaged = (how: string) => errors.invalid({ what: `The ZIP archive is damaged: ${how}.` });
const tooManyEntries = (limits: ZipLimits) => errors.invalid({ what: `The ZIP archive has more than ${limits.entries} entries.` });

type Archive = { view: Buffer; limits: ZipLimits; left: number };
type Directory = { start: number; size: number; count: number; base: number; isZip64: boolean };

function findDirectory(view: Buffer): Directory {
  const endAt = findEnd(view);
  const fields = endFields(view, endAt);
  const start = fields.at - fields.size;
  // Offsets count from the start of the archive proper, or of the file, depending on who put something before it.
  const base = start - fields.offset;
  if (start < 0 || base < 0) throw damaged('its directory does not fit');
  const isAtOffset = base > 0 && fields.size > 0 && hasSignature(view, fields.offset, CENTRAL) && !hasSignature(view, start, CENTRAL);
  return { start: isAtOffset ? fields.offset : start, size: fields.size, count: fields.count, base: isAtOffset ? 0 : base, isZip64: fields.isZip64 };
}

function findEnd(view: Buffer): number {
  const first = Math.max(0, view.length - END_SIZE - LONGEST_COMMENT);
  for (let at = view.length - END_SIZE; at >= first; at -= 1) {
    if (view[at] === 0x50 && hasSignature(view, at, END) && at + END_SIZE + view.readUInt16LE(at + 20) <= view.length) return at;
  }
  throw errors.invalid({ what: 'This is no ZIP archive, or it is cut short: it has no end record.' });
}

/** `at`: where the directory has to end. */
function endFields(view: Buffer, endAt: number): { at: number; size: number; offset: number; count: number; isZip64: boolean } {
  const count = view.readUInt16LE(endAt + 10);
  const size = view.readUInt32LE(endAt + 12);
  const offset = view.readUInt32LE(endAt + 16);
  if (count === SEE_ZIP64_16 || size === SEE_ZIP64_32 || offset === SEE_ZIP64_32) {
    const at = findEnd64(view, endAt);
    if (at !== undefined) {
      if (view.readUInt32LE(at + 16) !== 0 || view.readUInt32LE(at + 20) !== 0) throw damaged('it is one of several disks');
      return { at, size: uint64(view, at + 40), offset: uint64(view, at + 48), count: uint64(view, at + 32), isZip64: true };
    }
  }
  if (view.readUInt16LE(endAt + 4) !== 0 || view.readUInt16LE(endAt + 6) !== 0) throw damaged('it is one of several disks');
  return { at: endAt, size, offset, count, isZip64: false };
}

function findEnd64(view: Buffer, endAt: number): number | undefined {
  const locator = endAt - LOCATOR64_SIZE;
  if (!hasSignature(view, locator, LOCATOR64)) return undefined;
  const places = [uint64(view, locator + 8), locator - END64_SIZE];
  return places.find((at) => at + END64_SIZE <= locator && hasSignature(view, at, END64));
}

type Header = { name: string; size: number; compressedSize: number; offset: number; nameLength: number; flags: number; method: number; crc: number };

function centralHeader(view: Buffer, at: number, end: number, base: number): { header: Header; length: number } {
  if (at + CENTRAL_SIZE > end || !hasSignature(view, at, CENTRAL)) throw damaged('its directory is cut short');
  const nameLength = view.readUInt16LE(at + 28);
  const extraLength = view.readUInt16LE(at + 30);
  const length = CENTRAL_SIZE + nameLength + extraLength + view.readUInt16LE(at + 32);
  if (at + length > end) throw damaged('its directory is cut short');
  const nameAt = at + CENTRAL_SIZE;
  // Writers of names in other encodings than UTF-8 seldom say so; what is not UTF-8 keeps its place with U+FFFD.
  const name = view.toString('utf8', nameAt, nameAt + nameLength);
  if (leavesArchive(name)) throw errors.invalid({ what: 'The ZIP archive has a name that leaves it, or with a NUL.' });
  const wide = zip64Fields(view, nameAt + nameLength, extraLength);
  const size = wide(view.readUInt32LE(at + 24));
  const compressedSize = wide(view.readUInt32LE(at + 20));
  const offset = base + wide(view.readUInt32LE(at + 42));
  const method = view.readUInt16LE(at + 10);
  if (size > compressedSize * MOST_OF_ONE && method === DEFLATED) throw damaged('an entry states a size that cannot be');
  return { header: { name, size, compressedSize, offset, nameLength, flags: view.readUInt16LE(at + 8), method, crc: view.readUInt32LE(at + 16) }, length };
}

function leavesArchive(name: string): boolean {
  return name.includes('\0') || (name.includes('..') && name.split(/[/\\]/).includes('..'));
}

/** The ZIP64 field has only the values that did not fit, in a fixed order: ask in that order. */
function zip64Fields(view: Buffer, start: number, length: number): (value: number) => number {
  let at = start;
  let fieldEnd = start;
  for (let next = start; next + 4 <= start + length; next += 4 + view.readUInt16LE(next + 2)) {
    if (view.readUInt16LE(next) !== EXTRA_ZIP64) continue;
    at = next + 4;
    fieldEnd = Math.min(at + view.readUInt16LE(next + 2), start + length);
    break;
  }
  return (value) => {
    if (value !== SEE_ZIP64_32 || at + 8 > fieldEnd) return value;
    at += 8;
    return uint64(view, at - 8);
  };
}

class Entry implements ZipEntry {
  readonly #archive: Archive;
  readonly #header: Header;
  /** Where the next entry, or the directory, begins. */
  #end = 0;

  constructor(archive: Archive, header: Header) {
    this.#archive = archive;
    this.#header = header;
  }

  get name(): string {
    return this.#header.name;
  }

  get size(): number {
    return this.#header.size;
  }

  get compressedSize(): number {
    return this.#header.compressedSize;
  }

  get isDirectory(): boolean {
    return this.name.endsWith('/');
  }

  get offset(): number {
    return this.#header.offset;
  }

  /** Holds the entry to end at or before this offset. @throws where it cannot. */
  endsBy(end: number): void {
    if (this.offset + LOCAL_SIZE + this.#header.nameLength + this.compressedSize > end) throw damaged('its entries overlap');
    this.#end = end;
  }

  read(): Uint8Array {
    const { limits } = this.#archive;
    if (this.size > limits.entryBytes) throw errors.tooLarge({ what: 'An entry of the ZIP archive', limit: limits.entryBytes });
    if (this.size > this.#archive.left) throw errors.tooLarge({ what: 'What the ZIP archive holds', limit: limits.readBytes });
    this.#archive.left -= this.size;
    const content = this.#decoded(this.#packed());
    if (content.length !== this.size) throw damaged('an entry has another size than the directory says');
    if (crc32(content) !== this.#header.crc) throw damaged('an entry does not match its checksum');
    return content;
  }

  #packed(): Buffer {
    const { view } = this.#archive;
    if (!hasSignature(view, this.offset, LOCAL) || this.offset + LOCAL_SIZE > this.#end) throw damaged('an entry is not where the directory says');
    const start = this.offset + LOCAL_SIZE + view.readUInt16LE(this.offset + 26) + view.readUInt16LE(this.offset + 28);
    if (start + this.compressedSize > this.#end) throw damaged('its entries overlap');
    return view.subarray(start, start + this.compressedSize);
  }

  #decoded(packed: Buffer): Uint8Array {
    const { flags, method } = this.#header;
    if ((flags & ENCRYPTED) !== 0) throw errors.invalid({ what: 'An entry of the ZIP archive is encrypted.' });
    if (method === STORED || this.size + packed.length === 0) return packed;
    if (method !== DEFLATED) throw errors.invalid({ what: `An entry of the ZIP archive is compressed by method ${method}; only deflate is understood.` });
    try {
      return inflateRawSync(packed, { maxOutputLength: Math.max(1, this.size), chunkSize: Math.min(Math.max(this.size + 1, 64), 65_536) });
    } catch (cause) {
      throw errors.invalid({ what: `The ZIP archive is damaged: an entry is no deflate data of its size (${cause instanceof Error ? cause.message : 'unknown'}).` });
    }
  }
}

function forbidOverlaps(entries: readonly Entry[], directoryStart: number): void {
  let end = directoryStart;
  for (const entry of [...entries].sort((a, b) => b.offset - a.offset)) {
    entry.endsBy(end);
    end = entry.offset;
  }
}

function hasSignature(view: Buffer, at: number, signature: number): boolean {
  return at >= 0 && at + 4 <= view.length && view.readUInt32LE(at) === signature;
}

function uint64(view: Buffer, at: number): number {
  const value = Number(view.readBigUInt64LE(at));
  if (!Number.isSafeInteger(value)) throw damaged('it states sizes that cannot be');
  return value;
}
