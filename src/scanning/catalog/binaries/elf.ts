import { MOST_PARTS, type Image, type Section } from './image.ts';
import { numbers, part, textAt, type Numbers } from './numbers.ts';

/* Source: System V Application Binary Interface, chapter 4 (ELF header, sections) and 5 (program header); elf(5). */
const CLASS_64 = 2;
const BIG_ENDIAN = 2;
const LOAD = 1;
const WRITABLE = 2;
const NO_BITS = 8;
const COMPRESSED = 0x800;
/** The string table's index is in the first section header. */
const EXTENDED_INDEX = 0xffff;

/** The sections and loaded segments of an ELF file of 32 or 64 bits; undefined where its headers cannot be. */
export function readElf(view: Buffer): Image | undefined {
  if (view.length < 64) return undefined;
  const is64 = view[4] === CLASS_64;
  const isBigEndian = view[5] === BIG_ENDIAN;
  const read = numbers(view, isBigEndian);
  const at = is64 ? { programs: 32, sections: 40, sizes: 54 } : { programs: 28, sections: 32, sizes: 42 };
  const programs = table(read, read.word(at.programs, is64), read.u16(at.sizes), read.u16(at.sizes + 2), is64 ? 56 : 32);
  const sections = table(read, read.word(at.sections, is64), read.u16(at.sizes + 4), read.u16(at.sizes + 6), is64 ? 64 : 40);
  if (programs === undefined && sections === undefined) return undefined;
  return { format: 'elf', isBigEndian, segments: segmentsOf(read, programs ?? [], is64), sections: sectionsOf(read, sections ?? [], read.u16(at.sizes + 8), is64) };
}

/** Offsets of the headers of a table; undefined where there is none or it does not lie in the file. */
function table(read: Numbers, start: number, size: number, count: number, smallest: number): readonly number[] | undefined {
  if (start === 0 || size < smallest || count === 0 || count > MOST_PARTS || start + size * count > read.length) return undefined;
  return Array.from({ length: count }, (_, i) => start + i * size);
}

function segmentsOf(read: Numbers, headers: readonly number[], is64: boolean): Image['segments'] {
  const at = is64 ? { flags: 4, offset: 8, address: 16, size: 32 } : { flags: 24, offset: 4, address: 8, size: 16 };
  return headers
    .filter((header) => read.u32(header) === LOAD)
    .map((header) => ({
      name: '',
      address: read.word(header + at.address, is64),
      bytes: part(read.view, read.word(header + at.offset, is64), read.word(header + at.size, is64)),
      isWritable: (read.u32(header + at.flags) & WRITABLE) !== 0,
    }));
}

function sectionsOf(read: Numbers, headers: readonly number[], namesIndex: number, is64: boolean): readonly Section[] {
  const at = is64 ? { flags: 8, address: 16, offset: 24, size: 32, link: 40 } : { flags: 8, address: 12, offset: 16, size: 20, link: 24 };
  const bytesOf = (header: number): Buffer =>
    read.u32(header + 4) === NO_BITS ? read.view.subarray(0, 0) : part(read.view, read.word(header + at.offset, is64), read.word(header + at.size, is64));
  const first = headers[0];
  const index = namesIndex === EXTENDED_INDEX && first !== undefined ? read.u32(first + at.link) : namesIndex;
  const namesAt = headers[index];
  if (namesAt === undefined) return [];
  const names = bytesOf(namesAt);
  return headers
    .filter((header) => (read.word(header + at.flags, is64) & COMPRESSED) === 0)
    .map((header) => ({ name: textAt(names, read.u32(header)), address: read.word(header + at.address, is64), bytes: bytesOf(header) }));
}
