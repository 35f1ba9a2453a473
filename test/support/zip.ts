import { crc32, deflateRawSync } from 'node:zlib';

export type ZipSource = {
  name: string;
  content: string | Uint8Array;
  /** Deflated where it is not said. */
  stored?: boolean;
  /** Sizes and offset go into the ZIP64 field, whether they need it or not. */
  zip64?: boolean;
  /** What headers say instead of the truth. */
  says?: { size?: number; compressedSize?: number; crc?: number; offset?: number; flags?: number; method?: number };
};

/** A ZIP archive of these entries, honest unless an entry `says` otherwise. `zip64` writes its end records too. */
export function zipOf(sources: readonly ZipSource[], { zip64 = false, comment = '' } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const each of sources) {
    const source = { ...each, packed: each.stored === true ? Buffer.from(each.content) : deflateRawSync(each.content) };
    const local = localEntry(source);
    directory.push(centralHeader(source, offset));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  return Buffer.concat([...parts, central, ...endRecords(sources.length, central.length, offset, zip64, comment)]);
}

type Packed = ZipSource & { packed: Buffer };

/** The fields that local and central header share, from the version to the lengths. */
function sharedFields(source: Packed, extraLength: number): Buffer {
  const fields = Buffer.alloc(26);
  const truth = { size: Buffer.from(source.content).length, compressedSize: source.packed.length, crc: crc32(source.content), flags: 0x0800, method: source.stored === true ? 0 : 8 };
  const { size, compressedSize, crc, flags, method } = { ...truth, ...source.says };
  fields.writeUInt16LE(45, 0);
  fields.writeUInt16LE(flags, 2);
  fields.writeUInt16LE(method, 4);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(source.zip64 === true ? 0xffffffff : compressedSize, 14);
  fields.writeUInt32LE(source.zip64 === true ? 0xffffffff : size, 18);
  fields.writeUInt16LE(Buffer.byteLength(source.name), 22);
  fields.writeUInt16LE(extraLength, 24);
  return fields;
}

function localEntry(source: Packed): Buffer {
  return Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), sharedFields(source, 0), Buffer.from(source.name), source.packed]);
}

function centralHeader(source: Packed, at: number): Buffer {
  const offset = source.says?.offset ?? at;
  const extra = source.zip64 === true ? zip64Field([source.says?.size ?? Buffer.from(source.content).length, source.says?.compressedSize ?? source.packed.length, offset]) : Buffer.alloc(0);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(source.zip64 === true ? 0xffffffff : offset, 10);
  return Buffer.concat([Buffer.from('PK\x01\x02\x2d\x00', 'latin1'), sharedFields(source, extra.length), tail, Buffer.from(source.name), extra]);
}

function zip64Field(values: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + values.length * 8);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(values.length * 8, 2);
  values.forEach((value, i) => field.writeBigUInt64LE(BigInt(value), 4 + i * 8));
  return field;
}

function endRecords(count: number, size: number, offset: number, zip64: boolean, comment: string): Buffer[] {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(zip64 ? 0xffff : count & 0xffff, 8);
  end.writeUInt16LE(zip64 ? 0xffff : count & 0xffff, 10);
  end.writeUInt32LE(zip64 ? 0xffffffff : size, 12);
  end.writeUInt32LE(zip64 ? 0xffffffff : offset, 16);
  end.writeUInt16LE(Buffer.byteLength(comment), 20);
  if (!zip64) return [end, Buffer.from(comment)];
  const end64 = Buffer.alloc(56);
  end64.write('PK\x06\x06', 'latin1');
  end64.writeBigUInt64LE(44n, 4);
  end64.writeBigUInt64LE(BigInt(count), 24);
  end64.writeBigUInt64LE(BigInt(count), 32);
  end64.writeBigUInt64LE(BigInt(size), 40);
  end64.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 'latin1');
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return [end64, locator, end, Buffer.from(comment)];
}
