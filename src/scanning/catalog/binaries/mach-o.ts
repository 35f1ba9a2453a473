import { MOST_PARTS, type Image, type Section } from './image.ts';
import { numbers, part, textAt, type Numbers } from './numbers.ts';

/* Source: Apple, mach-o/loader.h and mach-o/fat.h. */
const FAT = 0xcafebabe;
const FAT_64 = 0xcafebabf;
const LITTLE_32 = 0xcefaedfe;
const LITTLE_64 = 0xcffaedfe;
const BIG_32 = 0xfeedface;
const BIG_64 = 0xfeedfacf;
const SEGMENT_32 = 0x1;
const SEGMENT_64 = 0x19;
const WRITE = 2;
/** A universal file has a slice for each processor; a Java class with the same first bytes states a version of 45 or more there. */
const MOST_SLICES = 16;

/** Sections and segments of a Mach-O file, of a universal one those of its first slice; undefined where it is none or its headers cannot be. */
export function readMachO(view: Buffer): Image | undefined {
  const magic = view.readUInt32BE(0);
  if (magic === FAT || magic === FAT_64) return firstSlice(view, magic === FAT_64);
  const isBigEndian = magic === BIG_32 || magic === BIG_64;
  if (!isBigEndian && magic !== LITTLE_32 && magic !== LITTLE_64) return undefined;
  const is64 = magic === BIG_64 || magic === LITTLE_64;
  const read = numbers(view, isBigEndian);
  const count = read.u32(16);
  if (count === 0 || count > MOST_PARTS) return undefined;
  const sections: Section[] = [];
  const segments: (Section & { isWritable: boolean })[] = [];
  let at = is64 ? 32 : 28;
  for (let i = 0; i < count; i += 1) {
    const size = read.u32(at + 4);
    if (size < 8 || at + size > view.length) return undefined;
    if (read.u32(at) === (is64 ? SEGMENT_64 : SEGMENT_32)) {
      segments.push(segmentAt(read, at, is64));
      sections.push(...sectionsAt(read, at, size, is64));
      if (sections.length > MOST_PARTS) return undefined;
    }
    at += size;
  }
  return { format: 'mach-o', isBigEndian, sections, segments };
}

function firstSlice(view: Buffer, is64: boolean): Image | undefined {
  const read = numbers(view, true);
  const count = read.u32(4);
  if (count === 0 || count > MOST_SLICES) return undefined;
  const slice = part(view, read.word(16, is64), read.word(is64 ? 24 : 20, is64));
  const isThin = slice.length >= 28 && ![FAT, FAT_64].includes(slice.readUInt32BE(0));
  return isThin ? readMachO(slice) : undefined;
}

function segmentAt(read: Numbers, at: number, is64: boolean): Section & { isWritable: boolean } {
  const fields = is64 ? { address: 24, offset: 40, size: 48, protection: 60 } : { address: 24, offset: 32, size: 36, protection: 44 };
  return {
    name: textAt(read.view, at + 8, 16),
    address: read.word(at + fields.address, is64),
    bytes: part(read.view, read.word(at + fields.offset, is64), read.word(at + fields.size, is64)),
    isWritable: (read.u32(at + fields.protection) & WRITE) !== 0,
  };
}

function sectionsAt(read: Numbers, at: number, size: number, is64: boolean): Section[] {
  const first = at + (is64 ? 72 : 56);
  const each = is64 ? 80 : 68;
  const stated = read.u32(at + (is64 ? 64 : 48));
  const count = Math.min(stated, Math.floor((at + size - first) / each));
  return Array.from({ length: Math.max(0, count) }, (_, i) => first + i * each).map((header) => ({
    name: textAt(read.view, header, 16),
    address: read.word(header + 32, is64),
    bytes: part(read.view, read.u32(header + (is64 ? 48 : 40)), read.word(header + (is64 ? 40 : 36), is64)),
  }));
}
