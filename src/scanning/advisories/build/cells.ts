import type { SQLOutputValue } from 'node:sqlite';

type Cell = SQLOutputValue | undefined;

/** A cell of the advisory file that has to be a text. @throws where the file is not what the schema says. */
export function textIn(cell: Cell): string {
  if (typeof cell !== 'string') throw new Error('A text was expected in the advisory file.');
  return cell;
}

/** The same for a number. */
export function numberIn(cell: Cell): number {
  if (typeof cell !== 'number') throw new Error('A number was expected in the advisory file.');
  return cell;
}

/** The same for bytes. */
export function bytesIn(cell: Cell): Uint8Array {
  if (!(cell instanceof Uint8Array)) throw new Error('Bytes were expected in the advisory file.');
  return cell;
}

/** An object with the field, or without it where the cell is empty. */
export const optional = <K extends string, V>(name: K, cell: Cell, read: (cell: Cell) => V): { [_ in K]?: V } => {
  const fields: { [_ in K]?: V } = {};
  if (cell !== null && cell !== undefined) fields[name] = read(cell);
  return fields;
};

/** A list kept as one text. */
export const listIn = (cell: Cell): string[] => {
  const text = textIn(cell);
  return text === '' ? [] : text.split(' ');
};
