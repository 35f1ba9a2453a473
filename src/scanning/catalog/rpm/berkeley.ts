/**
 * Berkeley DB hash database (`Packages`): pages of one size; hash pages hold pairs of key and value; a value that does not fit lies
 * in a chain of overflow pages. Source: libdb src/dbinc/db_page.h, src/dbinc/hash.h.
 */
const HASH_MAGIC = 0x06_15_61;
const META = { magic: 12, pageSize: 20, encryption: 24, type: 25, lastPage: 32, length: 72 } as const;
const PAGE = { next: 16, entries: 20, dataLength: 22, type: 25, header: 26 } as const;
const TYPE = { hashUnsorted: 2, overflow: 7, hashMeta: 8, hash: 13 } as const;
/** How a value is kept. */
const IN_PAGE = 1;
const OFF_PAGE = 3;
/** One byte of kind, three unused, page number, length. */
const OFF_PAGE_ITEM = 12;
const MIN_PAGE = 512;
const MAX_PAGE = 65_536;
/** The first record holds the next free number, not a header. */
const SMALLEST_HEADER = 16;

/**
 * The packages' headers in the database.
 * @throws {Error} when it is damaged: every page belongs to one value, so chains that meet or run in circles end in an error.
 */
export function* berkeleyHeaders(bytes: Uint8Array): Generator<Uint8Array, void, void> {
  const database = new Database(bytes);
  for (let page = 1; page < database.pages; page += 1) {
    if (database.isHashPage(page)) yield* database.values(page);
  }
}

class Database {
  readonly pages: number;
  private readonly file: Buffer;
  private readonly pageSize: number;
  private readonly bigEndian: boolean;
  private readonly taken: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.file.length < META.length) throw new Error('is no Berkeley DB database');
    this.bigEndian = this.file.readUInt32BE(META.magic) === HASH_MAGIC;
    if (this.uint32(META.magic) !== HASH_MAGIC || this.file[META.type] !== TYPE.hashMeta) throw new Error('is no Berkeley DB hash database');
    if (this.file[META.encryption] !== 0) throw new Error('is encrypted');
    this.pageSize = this.uint32(META.pageSize);
    if (this.pageSize < MIN_PAGE || this.pageSize > MAX_PAGE || (this.pageSize & (this.pageSize - 1)) !== 0) throw new Error('has pages of an impossible size');
    this.pages = Math.floor(this.file.length / this.pageSize);
    if (this.uint32(META.lastPage) >= this.pages) throw new Error('ends before its last page');
    this.taken = new Uint8Array(this.pages);
  }

  isHashPage(page: number): boolean {
    const type = this.file[page * this.pageSize + PAGE.type];
    return type === TYPE.hash || type === TYPE.hashUnsorted;
  }

  /** The values on a hash page: keys and values take turns, offsets of all stand behind the page's header, the items grow down from its end. */
  *values(page: number): Generator<Uint8Array, void, void> {
    const base = page * this.pageSize;
    const entries = this.uint16(base + PAGE.entries);
    if (entries % 2 !== 0 || PAGE.header + entries * 2 > this.pageSize) throw new Error('has a damaged page');
    let end = this.pageSize;
    for (let entry = 0; entry < entries; entry += 1) {
      const start = this.uint16(base + PAGE.header + entry * 2);
      if (start < PAGE.header || start >= end) throw new Error('has a damaged page');
      const value = entry % 2 === 0 ? undefined : this.value(base + start, base + end);
      if (value !== undefined && value.length >= SMALLEST_HEADER) yield value;
      end = start;
    }
  }

  private value(from: number, to: number): Uint8Array {
    const kind = this.file[from];
    if (kind === IN_PAGE) return this.file.subarray(from + 1, to);
    if (kind !== OFF_PAGE || to - from < OFF_PAGE_ITEM) throw new Error('keeps a value in an unknown way');
    return this.chain(this.uint32(from + 4), this.uint32(from + 8));
  }

  private chain(first: number, length: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let read = 0;
    for (let page = first; page !== 0; page = this.uint32(page * this.pageSize + PAGE.next)) {
      const base = page * this.pageSize;
      if (page >= this.pages || this.taken[page] === 1 || this.file[base + PAGE.type] !== TYPE.overflow) throw new Error('has a broken chain of pages');
      this.taken[page] = 1;
      const here = this.uint16(base + PAGE.dataLength);
      if (PAGE.header + here > this.pageSize) throw new Error('has a damaged page');
      parts.push(this.file.subarray(base + PAGE.header, base + PAGE.header + here));
      read += here;
    }
    if (read !== length) throw new Error('has a chain of pages that ends too early');
    return Buffer.concat(parts, read);
  }

  private uint32(at: number): number {
    return this.bigEndian ? this.file.readUInt32BE(at) : this.file.readUInt32LE(at);
  }

  private uint16(at: number): number {
    return this.bigEndian ? this.file.readUInt16BE(at) : this.file.readUInt16LE(at);
  }
}
