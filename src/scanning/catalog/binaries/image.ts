/** A named stretch of an executable: where it lies once loaded, and its bytes in the file. */
export type Section = { name: string; address: number; bytes: Buffer };

/** An executable or shared library as far as its headers tell. */
export type Image = {
  format: 'elf' | 'pe' | 'mach-o';
  isBigEndian: boolean;
  sections: readonly Section[];
  /** What is loaded where; bytes that are in the file only. */
  segments: readonly (Section & { isWritable: boolean })[];
};

/** The more sections or segments are stated, the less it is an executable that a linker made; a kernel with debug data has some hundreds. */
export const MOST_PARTS = 4_096;

/** The first section of this name. */
export function sectionOf(image: Image, name: string): Section | undefined {
  return image.sections.find((section) => section.name === name);
}

/** The bytes that are loaded at an address; undefined where the file does not have all of them. */
export function loadedAt(image: Image, address: number, length: number): Buffer | undefined {
  for (const { address: start, bytes } of image.segments) {
    const at = address - start;
    if (at >= 0 && at < bytes.length) return at + length <= bytes.length ? bytes.subarray(at, at + length) : undefined;
  }
  return undefined;
}
