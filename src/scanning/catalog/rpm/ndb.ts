/**
 * rpm's own database (`Packages.db`): 32 bytes of header, slots of 16 bytes up to the end of the slot pages, then blobs in blocks
 * of 16 bytes. Everything is little-endian. Source: rpm lib/backend/ndb/rpmpkg.c.
 */
const HEADER_MAGIC = 0x50_6d_70_52;
const SLOT_MAGIC = 0x74_6f_6c_53;
const BLOB_MAGIC = 0x53_62_6c_42;
const VERSION = 0;
const PAGE = 4_096;
const SLOT = 16;
const BLOCK = 16;
const HEADER = 32;
const BLOB_HEADER = 16;

/**
 * The packages' headers in the database.
 * @throws {Error} when it is damaged.
 */
export function* ndbHeaders(bytes: Uint8Array): Generator<Uint8Array, void, void> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < HEADER || file.readUInt32LE(0) !== HEADER_MAGIC) throw new Error('is no NDB database');
  if (file.readUInt32LE(4) !== VERSION) throw new Error('is an NDB database of an unknown version');
  const slotsEnd = file.readUInt32LE(12) * PAGE;
  if (slotsEnd > file.length) throw new Error('is an NDB database that ends within its slots');
  // Blobs do not overlap, so together they are no longer than the file: slots that share blobs would make work without end.
  let allowance = file.length;
  for (let at = HEADER; at + SLOT <= slotsEnd; at += SLOT) {
    if (file.readUInt32LE(at) !== SLOT_MAGIC) throw new Error('has a damaged slot');
    const index = file.readUInt32LE(at + 4);
    if (index === 0) continue;
    const blob = blobAt(file, file.readUInt32LE(at + 8) * BLOCK, index);
    allowance -= blob.length;
    if (allowance < 0) throw new Error('states more packages than it holds');
    yield blob;
  }
}

function blobAt(file: Buffer, at: number, index: number): Uint8Array {
  if (at + BLOB_HEADER > file.length || file.readUInt32LE(at) !== BLOB_MAGIC || file.readUInt32LE(at + 4) !== index) {
    throw new Error(`lacks package number ${index}`);
  }
  const from = at + BLOB_HEADER;
  const to = from + file.readUInt32LE(at + 12);
  if (to > file.length) throw new Error(`ends within package number ${index}`);
  return file.subarray(from, to);
}
