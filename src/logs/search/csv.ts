import type { EventRow } from '../ocsf/event.ts';
import type { QueryField } from '../query/fields.ts';
import { textOf } from '../query/row.ts';

/** What an export as CSV holds when nobody says what. */
export const USUAL_COLUMNS = ['time', 'source', 'host', 'service', 'class', 'action', 'status', 'severity', 'user', 'src_ip', 'message'];

/**
 * A cell as RFC 4180 writes it. Spreadsheets run what begins with = + - @, a tab or a carriage return as a formula; log lines
 * are strangers' text, so such a cell gets an apostrophe in front, which makes it text (OWASP, CSV injection).
 */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;

export const csvHead = (columns: readonly QueryField[]): string => csvLine(columns.map(({ name }) => name));

export const csvRow = (row: EventRow, columns: readonly QueryField[]): string => csvLine(columns.map((column) => textOf(row, column)));
