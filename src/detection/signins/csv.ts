/** A record of a CSV file, with the line on which it begins. */
export type CsvRecord = { line: number; cells: string[] };

/**
 * Reads CSV (RFC 4180: quoted cells may hold commas, quotes written twice and line breaks; either kind of line end). Empty lines are
 * left out, a byte order mark too.
 * @throws {Error} when a quoted cell is not closed or goes on behind its quote, naming the line.
 */
export function readCsv(text: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const record: CsvRecord = { line, cells: [] };
    for (;;) {
      const cell = text[at] === '"' ? quoted(text, at, line) : bare(text, at);
      record.cells.push(cell.value);
      line += cell.lines;
      at = cell.end;
      if (text[at] !== ',') break;
      at += 1;
    }
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    line += 1;
    if (record.cells.length > 1 || record.cells[0] !== '') records.push(record);
  }
  return records;
}

type Cell = { value: string; end: number; lines: number };

function bare(text: string, at: number): Cell {
  let end = at;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { value: text.slice(at, end), end, lines: 0 };
}

function quoted(text: string, at: number, line: number): Cell {
  let value = '';
  let from = at + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) throw new Error(`line ${line}: a quoted cell is not closed`);
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') {
      const next = text[quote + 1];
      if (next !== undefined && next !== ',' && next !== '\n' && next !== '\r') throw new Error(`line ${line}: a quoted cell goes on behind its quote`);
      return { value, end: quote + 1, lines: value.split('\n').length - 1 };
    }
    value += '"';
    from = quote + 2;
  }
}
