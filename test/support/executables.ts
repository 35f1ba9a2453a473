export type Part = { name: string; bytes: Uint8Array; isWritable?: boolean };

const pad = (size: number, to: number): number => Math.ceil(size / to) * to;
const BASE = 0x400000;

/** A 64-bit little-endian ELF file of these sections, each also loaded (at 0x400000 and its offset) unless `stripped` takes one or the other away. */
export function elfOf(parts: readonly Part[], { stripped }: { stripped?: 'sections' | 'segments' } = {}): Buffer {
  const names = Buffer.from(`\0${[...parts.map(({ name }) => name), '.shstrtab'].map((name) => `${name}\0`).join('')}`);
  const nameAt = (name: string): number => names.indexOf(`\0${name}\0`) + 1;
  const headersSize = 64 + parts.length * 56;
  let at = pad(headersSize, 16);
  const placed = [...parts, { name: '.shstrtab', bytes: names }].map((each: Part) => {
    const offset = at;
    at = pad(at + each.bytes.length, 16);
    return { ...each, offset };
  });
  const file = Buffer.alloc(Math.max(4_200, at + (placed.length + 1) * 64));
  file.write('\x7fELF\x02\x01\x01', 'latin1');
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(64, 58);
  if (stripped !== 'segments') {
    file.writeBigUInt64LE(64n, 32);
    file.writeUInt16LE(parts.length, 56);
  }
  if (stripped !== 'sections') {
    file.writeBigUInt64LE(BigInt(at), 40);
    file.writeUInt16LE(placed.length + 1, 60);
    file.writeUInt16LE(placed.length, 62);
  }
  placed.forEach(({ name, bytes, offset, isWritable }, i) => {
    file.set(bytes, offset);
    const section = at + (i + 1) * 64;
    if (stripped !== 'sections') {
      file.writeUInt32LE(nameAt(name), section);
      file.writeUInt32LE(1, section + 4);
      file.writeBigUInt64LE(BigInt(BASE + offset), section + 16);
      file.writeBigUInt64LE(BigInt(offset), section + 24);
      file.writeBigUInt64LE(BigInt(bytes.length), section + 32);
    }
    if (i >= parts.length || stripped === 'segments') return;
    const segment = 64 + i * 56;
    file.writeUInt32LE(1, segment);
    file.writeUInt32LE(isWritable === true ? 6 : 4, segment + 4);
    file.writeBigUInt64LE(BigInt(offset), segment + 8);
    file.writeBigUInt64LE(BigInt(BASE + offset), segment + 16);
    file.writeBigUInt64LE(BigInt(bytes.length), segment + 32);
  });
  return file;
}

/** A PE32+ file of these sections, at 0x400000 and their offset. */
export function peOf(parts: readonly Part[]): Buffer {
  const table = 0x40 + 4 + 20 + 112;
  let at = pad(table + parts.length * 40, 16);
  const placed = parts.map((each) => {
    const offset = at;
    at = pad(at + each.bytes.length, 16);
    return { ...each, offset };
  });
  const file = Buffer.alloc(Math.max(4_200, at));
  file.write('MZ', 'latin1');
  file.writeUInt32LE(0x40, 0x3c);
  file.write('PE\0\0', 0x40, 'latin1');
  file.writeUInt16LE(parts.length, 0x44 + 2);
  file.writeUInt16LE(112, 0x44 + 16);
  file.writeUInt16LE(0x20b, 0x58);
  file.writeBigUInt64LE(BigInt(BASE), 0x58 + 24);
  placed.forEach(({ name, bytes, offset, isWritable }, i) => {
    const header = table + i * 40;
    file.write(name, header, 8, 'latin1');
    file.writeUInt32LE(bytes.length, header + 8);
    file.writeUInt32LE(offset, header + 12);
    file.writeUInt32LE(bytes.length, header + 16);
    file.writeUInt32LE(offset, header + 20);
    file.writeUInt32LE(isWritable === true ? 0xc0000040 : 0x40000040, header + 36);
    file.set(bytes, offset);
  });
  return file;
}

/** A 64-bit little-endian Mach-O file with one segment a section, at 0x400000 and their offset. */
export function machOOf(parts: readonly Part[]): Buffer {
  const command = 72 + 80;
  let at = pad(32 + parts.length * command, 16);
  const placed = parts.map((each) => {
    const offset = at;
    at = pad(at + each.bytes.length, 16);
    return { ...each, offset };
  });
  const file = Buffer.alloc(Math.max(4_200, at));
  file.writeUInt32LE(0xfeedfacf, 0);
  file.writeUInt32LE(parts.length, 16);
  placed.forEach(({ name, bytes, offset, isWritable }, i) => {
    const header = 32 + i * command;
    file.writeUInt32LE(0x19, header);
    file.writeUInt32LE(command, header + 4);
    file.writeBigUInt64LE(BigInt(BASE + offset), header + 24);
    file.writeBigUInt64LE(BigInt(offset), header + 40);
    file.writeBigUInt64LE(BigInt(bytes.length), header + 48);
    file.writeUInt32LE(isWritable === true ? 3 : 1, header + 60);
    file.writeUInt32LE(1, header + 64);
    file.write(name, header + 72, 16, 'latin1');
    file.writeBigUInt64LE(BigInt(BASE + offset), header + 72 + 32);
    file.writeBigUInt64LE(BigInt(bytes.length), header + 72 + 40);
    file.writeUInt32LE(offset, header + 72 + 48);
    file.set(bytes, offset);
  });
  return file;
}

/** A universal Mach-O file with this one slice. */
export function universalOf(slice: Uint8Array): Buffer {
  const head = Buffer.alloc(64);
  head.writeUInt32BE(0xcafebabe, 0);
  head.writeUInt32BE(1, 4);
  head.writeUInt32BE(64, 16);
  head.writeUInt32BE(slice.length, 20);
  return Buffer.concat([head, slice]);
}

/** Offset at which the first section of a file from here begins, for pointers into it. */
export const addressIn = (file: Buffer, content: Uint8Array): number => BASE + file.indexOf(content);
