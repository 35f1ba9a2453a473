/** A benchmark: it measures what the documentation promises, on this machine, and says whether the promise holds. */
export type Bench = {
  name: string;
  /**
   * Prints a table for people and gives the figures for programs, among them `scale` (on how much it was measured) and `ok`
   * (whether the promised figures hold at that scale). `quick`: under 60 s, at a smaller scale.
   */
  run(options: { quick: boolean }): Promise<Readonly<Record<string, unknown>>>;
};

/** Prints rows, the first of which is the head: text to the left, numbers to the right. */
export function printTable(rows: readonly (readonly (string | number)[])[]): void {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? formatNumber(cell) : cell)));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const isNumber = widths.map((_, column) => rows.slice(1).every((row) => typeof row[column] === 'number'));
  for (const row of cells) {
    const line = row.map((cell, column) => (isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join('  ');
    process.stdout.write(`${line.trimEnd()}\n`);
  }
}

const formatNumber = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0 });

/** Rounds a figure to three digits or the whole number, for the JSON line. */
export const rounded = (value: number): number => (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

/** The value below which `share` of the others lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
