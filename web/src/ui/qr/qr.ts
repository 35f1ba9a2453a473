import { codewords, versionFor } from './codewords.ts';
import { masks, penalty } from './mask.ts';
import type { Modules } from './modules.ts';

/** What is written so far, and which modules are not data. */
type Grid = { size: number; dark: Modules; fixed: Modules };

/**
 * A QR code of a text in UTF-8, level M (ISO/IEC 18004).
 * @throws {RangeError} when the text is longer than 412 bytes.
 */
export function qrCode(text: string): Modules {
  const data = new TextEncoder().encode(text);
  const version = versionFor(data.length);
  const grid = patterns(version);
  placeWords(grid, codewords(data, version));
  const candidates = masks.map((_, mask) => masked(grid, mask));
  return candidates.reduce((least, modules) => (penalty(modules) < penalty(least) ? modules : least));
}

/** Finders, timing, alignment, version, and the room for the format. */
function patterns(version: number): Grid {
  const size = version * 4 + 17;
  const grid: Grid = { size, dark: empty(size), fixed: empty(size) };
  for (let at = 0; at < size; at += 1) {
    fix(grid, 6, at, at % 2 === 0);
    fix(grid, at, 6, at % 2 === 0);
  }
  for (const [row, column] of [[3, 3], [3, size - 4], [size - 4, 3]] as const) square(grid, row, column, 4, (ring) => ring !== 2 && ring !== 4);
  const places = alignments(version);
  const last = places.length - 1;
  places.forEach((row, i) => places.forEach((column, j) => {
    const onFinder = (i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0);
    if (!onFinder) square(grid, row, column, 2, (ring) => ring !== 1);
  }));
  writeFormat(grid, 0);
  if (version >= 7) writeVersion(grid, version);
  return grid;
}

const empty = (size: number): Modules => Array.from({ length: size }, () => Array.from({ length: size }, () => false));

function fix({ size, dark, fixed }: Grid, row: number, column: number, isDark: boolean): void {
  if (row < 0 || column < 0 || row >= size || column >= size) return;
  (dark[row] ?? [])[column] = isDark;
  (fixed[row] ?? [])[column] = true;
}

function square(grid: Grid, row: number, column: number, reach: number, isDark: (ring: number) => boolean): void {
  for (let dy = -reach; dy <= reach; dy += 1) {
    for (let dx = -reach; dx <= reach; dx += 1) fix(grid, row + dy, column + dx, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
  }
}

/** Centres of the alignment patterns (annex E). */
function alignments(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, index) => version * 4 + 10 - index * step).toReversed()];
}

/** Level M and the mask, with their BCH code, twice (7.9). */
function writeFormat(grid: Grid, mask: number): void {
  const { size } = grid;
  let rest = mask;
  for (let step = 0; step < 10; step += 1) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
  const bits = ((mask << 10) | rest) ^ 0x5412;
  const bit = (at: number) => ((bits >> at) & 1) === 1;
  for (let at = 0; at <= 5; at += 1) fix(grid, at, 8, bit(at));
  fix(grid, 7, 8, bit(6));
  fix(grid, 8, 8, bit(7));
  fix(grid, 8, 7, bit(8));
  for (let at = 9; at < 15; at += 1) fix(grid, 8, 14 - at, bit(at));
  for (let at = 0; at < 8; at += 1) fix(grid, 8, size - 1 - at, bit(at));
  for (let at = 8; at < 15; at += 1) fix(grid, size - 15 + at, 8, bit(at));
  fix(grid, size - 8, 8, true);
}

/** The version with its BCH code, twice, from version 7 on (7.10). */
function writeVersion(grid: Grid, version: number): void {
  let rest = version;
  for (let step = 0; step < 12; step += 1) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
  const bits = (version << 12) | rest;
  for (let at = 0; at < 18; at += 1) {
    const [far, near] = [grid.size - 11 + (at % 3), Math.floor(at / 3)];
    fix(grid, far, near, ((bits >> at) & 1) === 1);
    fix(grid, near, far, ((bits >> at) & 1) === 1);
  }
}

/** The places of data bits: upwards and downwards in columns of two, from the right, around what is fixed (7.7.3). */
function* dataPlaces(size: number, fixed: Modules): Generator<[row: number, column: number]> {
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    const upwards = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step += 1) {
      const row = upwards ? size - 1 - step : step;
      for (const column of [right, right - 1]) if (fixed[row]?.[column] === false) yield [row, column];
    }
  }
}

function placeWords({ size, dark, fixed }: Grid, words: readonly number[]): void {
  let at = 0;
  for (const [row, column] of dataPlaces(size, fixed)) {
    (dark[row] ?? [])[column] = (((words[at >> 3] ?? 0) >> (7 - (at & 7))) & 1) === 1;
    at += 1;
  }
}

function masked(grid: Grid, mask: number): Modules {
  const turned = masks[mask] ?? (() => false);
  const dark = grid.dark.map((line, row) => line.map((isDark, column) => (grid.fixed[row]?.[column] === true ? isDark : isDark !== turned(row, column))));
  const result = { ...grid, dark };
  writeFormat(result, mask);
  return dark;
}
