import { visible } from '../../kernel/visible.ts';
import type { Severity } from '../match/finding.ts';

/** Gives a text the look of a state. */
export type Paint = (as: Severity | 'strong', text: string) => string;

type Cell = string | { text: string; paint: Severity };

const ESC = '\u001b[';
/** Terminal colours (ECMA-48 SGR) of the states. */
const SGR: Readonly<Record<Severity | 'strong', string>> = { critical: '1;31', high: '31', medium: '33', low: '34', negligible: '2', unknown: '35', strong: '1' };

export const colours: Paint = (as, text) => `${ESC}${SGR[as]}m${text}${ESC}0m`;
export const plainly: Paint = (_as, text) => text;

/** Columns aligned by two spaces, the last one as long as it likes. Every cell is a stranger's text and made safe for a terminal. */
export function columns(head: readonly string[], rows: readonly (readonly Cell[])[], paint: Paint = plainly): string {
  const safe = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? { text: visible(cell), paint: undefined } : { text: visible(cell.text), paint: cell.paint })));
  const widths = head.map((title, column) => Math.max(title.length, ...safe.map((row) => row[column]?.text.length ?? 0)));
  const lines = safe.map((row) => row.map((cell, column) => {
    const text = column === row.length - 1 ? cell.text : cell.text.padEnd(widths[column] ?? 0);
    return cell.paint === undefined ? text : paint(cell.paint, text);
  }).join('  ').trimEnd());
  return [head.map((title, column) => (column === head.length - 1 ? title : title.padEnd(widths[column] ?? 0))).join('  '), ...lines].join('\n');
}
