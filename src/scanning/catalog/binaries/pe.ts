import { MOST_PARTS, type Image } from './image.ts';
import { numbers, part, textAt } from './numbers.ts';

/* Source: Microsoft, PE Format: MS-DOS stub, COFF file header, optional header, section table. */
const SIGNATURE = 0x4550;
const COFF_SIZE = 20;
const SECTION_SIZE = 40;
const PLUS = 0x20b;
const WRITABLE = 0x80000000;

/** The sections of a Windows executable, at their addresses from the preferred base on; undefined where it is a DOS program or its headers cannot be. */
export function readPe(view: Buffer): Image | undefined {
  const read = numbers(view, false);
  const signatureAt = read.u32(0x3c);
  if (read.u32(signatureAt) !== SIGNATURE) return undefined;
  const coff = signatureAt + 4;
  const count = read.u16(coff + 2);
  const optional = coff + COFF_SIZE;
  const table = optional + read.u16(coff + 16);
  if (count === 0 || count > MOST_PARTS || table + count * SECTION_SIZE > view.length) return undefined;
  const isPlus = read.u16(optional) === PLUS;
  const base = read.word(optional + (isPlus ? 24 : 28), isPlus);
  const sections = Array.from({ length: count }, (_, i) => table + i * SECTION_SIZE).map((header) => ({
    name: textAt(view, header, 8),
    address: base + read.u32(header + 12),
    bytes: part(view, read.u32(header + 20), Math.min(read.u32(header + 16), read.u32(header + 8) || Number.POSITIVE_INFINITY)),
    isWritable: (read.u32(header + 36) & WRITABLE) !== 0,
  }));
  return { format: 'pe', isBigEndian: false, sections, segments: sections };
}
