import type { Modules } from './modules.ts';

/** Which data modules a mask turns over (ISO/IEC 18004, table 10). */
export const masks: readonly ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_row, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
];

/** A finder's run of 1:1:3:1:1 with four light modules on a side; looked ahead for, since two can overlap. */
const FINDER = /(?=10111010000|00001011101)/g;

/** How badly a symbol could be read: long runs, blocks, what looks like a finder, and an uneven share of dark (7.8.3). */
export function penalty(modules: Modules): number {
  const rows = modules.map((line) => line.map((isDark) => (isDark ? '1' : '0')).join(''));
  const columns = modules.map((_, column) => rows.map((row) => row[column]).join(''));
  let score = 0;
  for (const line of [...rows, ...columns]) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) score += run.length - 2;
    score += [...line.matchAll(FINDER)].length * 40;
  }
  rows.forEach((row, at) => {
    const below = rows[at + 1] ?? '';
    for (let column = 0; column + 1 < row.length; column += 1) {
      const block = row.slice(column, column + 2) + below.slice(column, column + 2);
      if (block === '0000' || block === '1111') score += 3;
    }
  });
  const dark = rows.join('').replaceAll('0', '').length / modules.length ** 2;
  return score + Math.floor(Math.abs(dark * 100 - 50) / 5) * 10;
}
