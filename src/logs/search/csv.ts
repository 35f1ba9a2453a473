import type { EventRow } from '../ocsf/event.ts';
import type { QueryField } from '../query/fields.ts';
import { textOf } from '../query/row.ts';

/** What an export as CSV holds when nobody says what. */
export const USUAL_COLUMNS = ['time', 'source', 'host', 'service', 'class', 'action', 'status', 'severity', 'user', 'src_ip', 'message'];

/**
 * A cell as RFC 4180 writes it. Spreadsheets run what begins with = + - @ (or their full-width forms), a tab or a line end as a
 * formula; log lines are strangers' text, so such a cell gets an apostrophe in front, which makes it text (OWASP, CSV injection).
 * So does what follows a semicolon or tab: where the comma is the decimal sign, spreadsheets divide cells there.
 */
export function csvCell(text: string): string {
  const safe = text.replace(/^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]|(?<=[;\t])[=+\-@]/g, "'$&");
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;

export const csvHead = (columns: readonly QueryField[]): string => csvLine(columns.map(({ name }) => name));

export const csvRow = (row: EventRow, columns: readonly QueryField[]): string => csvLine(columns.map((column) => textOf(row, column)));
