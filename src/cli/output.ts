import { GlacisError, reasonOf } from '../kernel/errors.ts';
import { visible as plain } from '../kernel/visible.ts';

export { plain };

/** A result, for people or programs: stdout. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));

/** A result as it comes, byte for byte: it may be larger than memory. */
export async function printAll(response: Response): Promise<void> {
  for await (const part of response.body ?? []) {
    if (!process.stdout.write(part)) await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
}

/** Anything else: stderr. */
export function note(text: string): void {
  process.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Says what went wrong and what to do, in words that may be a server's or a file's; returns the exit code. */
export function fail(error: unknown): number {
  note(`glacis: ${plain(reasonOf(error))}`);
  if (error instanceof GlacisError && error.hint !== undefined) note(`  ${error.hint.split('\n').map(plain).join('\n')}`);
  return error instanceof GlacisError ? error.exit : 3;
}

/** Columns aligned by two spaces; the last one may be long. Cells are made safe. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => plain(String(cell))));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  '))
    .join('\n');
}
