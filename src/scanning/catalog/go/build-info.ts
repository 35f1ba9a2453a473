import { loadedAt, sectionOf, type Image, type Section } from '../binaries/image.ts';
import { numbers } from '../binaries/numbers.ts';

/*
 * Source: Go's debug/buildinfo (buildinfo.go, Go 1.24) and runtime/debug (mod.go). The linker writes a header, aligned to 16, into
 * its own section: magic, size of pointers, flags; from Go 1.18 on two strings follow, before that pointers to two strings.
 */
const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
const HEADER_SIZE = 32;
const ALIGNMENT = 16;
const IS_BIG_ENDIAN = 1;
const IS_INLINE = 2;
/** The list of modules stands between these markers (cmd/go, modload/build.go: infoStart, infoEnd). */
const INFO_START = Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex');
const INFO_END = Buffer.from('f932433186182072008242104116d8f2', 'hex');
/** Kubernetes has some 30 kB of modules; nothing sound has a hundred times that. */
const LONGEST = 4 * 1024 * 1024;

export type GoBuild = {
  /** `go1.22.3`, with more words behind it at times; absent where the builder took the header out. */
  goVersion?: string;
  /** Lines `mod`, `dep`, `=>`, `build`; empty where the program was built without modules. */
  modules: string;
};

/** What the Go linker wrote into an executable; undefined where it is none of Go's. */
export function goBuildOf(image: Image): GoBuild | undefined {
  for (const section of placesOfHeader(image)) {
    const header = findHeader(section);
    if (header !== undefined) return readHeader(image, header);
  }
  return isOfGo(image) ? withoutHeader(image) : undefined;
}

/** The section of its own, or the beginning of data where the section table was stripped. */
function placesOfHeader(image: Image): readonly Section[] {
  const own = sectionOf(image, '.go.buildinfo') ?? sectionOf(image, '__go_buildinfo');
  return own ? [own] : image.segments.filter((segment) => segment.isWritable);
}

function findHeader({ address, bytes }: Section): Buffer | undefined {
  for (let at = bytes.indexOf(MAGIC); at >= 0; at = bytes.indexOf(MAGIC, at + 1)) {
    if ((address + at) % ALIGNMENT === 0 && at + HEADER_SIZE <= bytes.length) return bytes.subarray(at);
  }
  return undefined;
}

function readHeader(image: Image, header: Buffer): GoBuild {
  const flags = header[15] ?? 0;
  const [version, modules] = (flags & IS_INLINE) !== 0 ? inlineStrings(header) : pointedStrings(image, header, (flags & IS_BIG_ENDIAN) !== 0);
  if (version === undefined || version.length === 0) throw new Error('The build information of this Go program is damaged.');
  return { goVersion: version.toString('utf8', 0, 256), modules: withoutMarkers(modules) };
}

type Strings = readonly [Buffer | undefined, Buffer | undefined];

function inlineStrings(header: Buffer): Strings {
  const version = lengthAndBytes(header, HEADER_SIZE);
  const modules = version && lengthAndBytes(header, version.end);
  return [version?.bytes, modules?.bytes];
}

function lengthAndBytes(header: Buffer, start: number): { bytes: Buffer; end: number } | undefined {
  let length = 0;
  for (let at = start, factor = 1; at < start + 5; at += 1, factor *= 128) {
    const byte = header[at];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * factor;
    if (byte < 0x80) {
      const end = at + 1 + length;
      return length > LONGEST || end > header.length ? undefined : { bytes: header.subarray(at + 1, end), end };
    }
  }
  return undefined;
}

function pointedStrings(image: Image, header: Buffer, isBigEndian: boolean): Strings {
  const size = header[14] === 8 ? 8 : 4;
  const first = numbers(header, isBigEndian).word(16, size === 8);
  const second = numbers(header, isBigEndian).word(16 + size, size === 8);
  return [pointedString(image, first, size, isBigEndian), pointedString(image, second, size, isBigEndian)];
}

/** A Go string: a pointer to its bytes, and their number. */
function pointedString(image: Image, address: number, size: number, isBigEndian: boolean): Buffer | undefined {
  const string = loadedAt(image, address, size * 2);
  if (string === undefined) return undefined;
  const read = numbers(string, isBigEndian);
  const length = read.word(size, size === 8);
  return length > LONGEST ? undefined : loadedAt(image, read.word(0, size === 8), length);
}

function withoutMarkers(modules: Buffer | undefined): string {
  // Without the newline before the end marker it is no list of modules (debug/buildinfo checks the same byte).
  const isMarked = modules !== undefined && modules.length >= 33 && modules[modules.length - 17] === 0x0a;
  return isMarked ? modules.toString('utf8', 16, modules.length - 16) : '';
}

const isOfGo = (image: Image): boolean => ['.gopclntab', '.go.module', '__gopclntab'].some((name) => sectionOf(image, name) !== undefined);

/** Some builders take the header out (esbuild does); the program still carries its list of modules for `debug.ReadBuildInfo`. */
function withoutHeader(image: Image): GoBuild | undefined {
  for (const { bytes } of image.segments) {
    const start = bytes.indexOf(INFO_START);
    if (start < 0) continue;
    const end = bytes.subarray(start, start + LONGEST).indexOf(INFO_END);
    if (end > 0) return { modules: bytes.toString('utf8', start + INFO_START.length, start + end) };
  }
  return { modules: '' };
}
