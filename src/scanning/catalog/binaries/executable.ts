import { readElf } from './elf.ts';
import type { Image, Section } from './image.ts';
import { readMachO } from './mach-o.ts';
import { readPe } from './pe.ts';

/** Files below this size hold no program with build information. */
const SMALLEST = 4_096;

/**
 * Whether a file may be a program by what is known without reading it. Libraries that nobody may execute (all of Debian's) are
 * left out: toolchains link programs, and reading every library of a system costs more than all else.
 */
export function mayBeExecutable({ name, size, mode }: { name: string; size: number; mode: number }): boolean {
  return size >= SMALLEST && ((mode & 0o111) !== 0 || /\.(?:exe|dll)$/u.test(name));
}

/** The same, and shared libraries: runtimes come as such too. */
export function mayBeLibrary(file: { name: string; size: number; mode: number }): boolean {
  return mayBeExecutable(file) || (file.size >= SMALLEST && /\.(?:so(?:\.[0-9.]+)?|dylib)$/u.test(file.name));
}

/** Whether these first bytes begin an executable: ELF, PE (MZ) or Mach-O, thin or universal. */
export function beginsExecutable(head: Uint8Array): boolean {
  return readerOf(head) !== undefined;
}

/** Several cataloguers ask for the image of the same bytes, one after the other. */
const known = new WeakMap<Uint8Array, Image | undefined>();

/** The image of an executable; undefined where it is none that can be understood. */
export function imageOf(bytes: Uint8Array): Image | undefined {
  if (!known.has(bytes)) known.set(bytes, readImage(bytes));
  return known.get(bytes);
}

function readImage(bytes: Uint8Array): Image | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const image = readerOf(view)?.(view);
  return image && { ...image, sections: bounded(image.sections, view.length), segments: bounded(image.segments, view.length) };
}

/** Parts overlap seldom and little. Thousands that each hold the whole file would have it searched as often. */
const MOST_TIMES = 4;

function bounded<Part extends Section>(parts: readonly Part[], fileSize: number): readonly Part[] {
  let left = fileSize * MOST_TIMES;
  return parts.filter(({ bytes }) => {
    left -= bytes.length;
    return left >= 0;
  });
}

type Reader = (view: Buffer) => Image | undefined;

function readerOf(head: Uint8Array): Reader | undefined {
  const magic = head.length < 4 ? 0 : ((head[0] ?? 0) * 0x1000000 + ((head[1] ?? 0) << 16)) | ((head[2] ?? 0) << 8) | (head[3] ?? 0);
  switch (magic >>> 0) {
    case 0x7f454c46:
      return readElf;
    case 0xfeedface:
    case 0xfeedfacf:
    case 0xcefaedfe:
    case 0xcffaedfe:
    case 0xcafebabe:
    case 0xcafebabf:
      return readMachO;
    default:
      return magic >>> 16 === 0x4d5a ? readPe : undefined;
  }
}
