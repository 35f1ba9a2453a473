import { SaveIdentity } from '../contract.ts';
import { readCsv } from './csv.ts';
import { isZone } from './hours.ts';
import { canonicalNetwork } from './network.ts';

const COLUMNS = ['name', 'kind', 'accounts', 'departed', 'networks', 'hours'] as const;
type Column = (typeof COLUMNS)[number];
const FIELDS = { name: 'name', kind: 'kind', departed: 'departedAt', networks: 'networks', hours: 'hours' } as const;
/** What spreadsheets run when a cell begins with it. */
const FORMULA = /^[=+\-@\t\r]/;
/** `Europe/Berlin 08:00-18:00 12345`: zone, from and to, ISO weekdays. */
const HOURS = /^(\S+) (\d{2}):(\d{2})-(\d{2}):(\d{2}) ([1-7]{1,7})$/;
export const MOST_ROWS = 10_000;

/** What somebody is said to be; what is not said stays as it is, or as it is by default. */
export type Incoming = { line: number; name: string; accounts: string[]; said: Partial<Omit<SaveIdentity, 'accounts'>> };
export type ReadRows = { rows: Incoming[]; rejected: { line: number; reason: string }[] };

/**
 * Reads identities from CSV. The head names the columns, of which `name` and `accounts` are needed; several accounts or networks in
 * a cell are divided by `;`. A row that is not right is refused with the reason, the others are taken.
 * @throws {Error} when it is no CSV, or its head is not right.
 */
export function readIdentityRows(text: string): ReadRows {
  const [head, ...records] = readCsv(text);
  const columns = (head?.cells ?? []).map((cell) => cell.trim().toLowerCase());
  const unknown = columns.find((name) => !COLUMNS.some((column) => column === name));
  if (unknown !== undefined) throw new Error(`line 1: there is no column "${unknown.slice(0, 40)}"; the columns are ${COLUMNS.join(', ')}`);
  for (const needed of ['name', 'accounts'] as const) if (!columns.includes(needed)) throw new Error(`line 1: the column "${needed}" is missing`);
  if (records.length > MOST_ROWS) throw new Error(`there are ${records.length} rows; at most ${MOST_ROWS} are taken at once`);

  const result: ReadRows = { rows: [], rejected: [] };
  for (const { line, cells } of records) {
    try {
      if (cells.length > columns.length) throw new Error(`it has ${cells.length} cells, the head ${columns.length}`);
      const cell = (column: Column) => (cells[columns.indexOf(column)] ?? '').trim();
      const { accounts, ...identity } = identityOf(cell);
      const said = Object.fromEntries(COLUMNS.flatMap((column) => (columns.includes(column) && column !== 'accounts' ? [[FIELDS[column], identity[FIELDS[column]]]] : [])));
      result.rows.push({ line, name: identity.name, accounts, said });
    } catch (error) {
      result.rejected.push({ line, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return result;
}

function identityOf(cell: (column: Column) => string): SaveIdentity {
  for (const column of COLUMNS) {
    const bad = [cell(column), ...listOf(cell(column))].find((value) => FORMULA.test(value));
    if (bad !== undefined) throw new Error(`${column} begins with ${JSON.stringify(bad.slice(0, 1))}, which a spreadsheet would run`);
  }
  const kind = cell('kind').toLowerCase() || 'person';
  if (kind !== 'person' && kind !== 'service') throw new Error(`kind is "${kind.slice(0, 40)}"; it is person or service`);
  const parsed = SaveIdentity.safeParse({
    kind,
    name: cell('name'),
    accounts: listOf(cell('accounts')),
    departedAt: cell('departed') === '' ? null : instantOf(cell('departed')),
    networks: listOf(cell('networks')).map(networkOfCell),
    hours: cell('hours') === '' ? null : hoursOf(cell('hours')),
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`${String(issue?.path[0] ?? 'the row')}: ${issue?.message ?? 'not right'}`);
  }
  if (parsed.data.accounts.length === 0) throw new Error('accounts is empty');
  return parsed.data;
}

const listOf = (cell: string): string[] => cell.split(';').map((part) => part.trim()).filter((part) => part !== '');

function networkOfCell(text: string): string {
  const network = canonicalNetwork(text);
  if (network === null) throw new Error(`networks: "${text.slice(0, 60)}" is no network such as 192.0.2.0/24`);
  return network;
}

function instantOf(text: string): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new Error(`departed: "${text.slice(0, 40)}" is no date such as 2026-03-31 and no RFC 3339 time`);
  return new Date(at).toISOString();
}

function hoursOf(text: string): SaveIdentity['hours'] {
  const [, zone = '', fromHour, fromMinute, toHour, toMinute, days = ''] = HOURS.exec(text) ?? [];
  if (!isZone(zone)) throw new Error(`hours: "${text.slice(0, 80)}" is not like "Europe/Berlin 08:00-18:00 12345"`);
  return {
    zone,
    from: Number(fromHour) * 60 + Number(fromMinute),
    to: Number(toHour) * 60 + Number(toMinute),
    days: [...new Set(days)].map(Number).sort((a, b) => a - b),
  };
}
