import { errors, GlacisError } from '../../kernel/errors.ts';
import { LIMITS } from '../contract.ts';
import type { EventRow } from '../ocsf/event.ts';
import { toOcsf } from '../ocsf/present.ts';
import { nearestField, resolveField, type QueryField } from '../query/fields.ts';
import { csvHead, csvRow, USUAL_COLUMNS } from './csv.ts';
import type { Place, ReadPage } from './pages.ts';
import type { Selection } from './selection.ts';

export type ExportFormat = 'ndjson' | 'csv';

const PAGE = 1_000;
const MOST_COLUMNS = 50;

/** @throws {GlacisError} `invalid` naming a column that there is not. */
export function exportColumns(list: string | undefined): QueryField[] {
  const names = list?.split(',').map((name) => name.trim()).filter((name) => name !== '') ?? USUAL_COLUMNS;
  if (names.length > MOST_COLUMNS) throw errors.invalid({ what: `At most ${MOST_COLUMNS} columns.` });
  return names.map((name) => {
    const field = resolveField(name);
    if (field) return field;
    const nearest = nearestField(name);
    throw errors.invalid({ what: `There is no field ${name}.${nearest === undefined ? '' : ` Did you mean ${nearest}?`}` });
  });
}

/**
 * The events of a selection as text, the newest first and at most `limit`, read page by page so that neither the engine nor we hold much.
 * @throws {GlacisError} `query_too_expensive` in the middle when there are more than LIMITS.exportRows: an export is whole or it fails.
 */
export async function* exportEvents(
  page: ReadPage,
  selection: Selection,
  { format, columns, limit, signal }: { format: ExportFormat; columns: readonly QueryField[]; limit?: number | undefined; signal: AbortSignal },
): AsyncGenerator<string, void, undefined> {
  if (format === 'csv') yield csvHead(columns);
  const write = (row: EventRow) => (format === 'csv' ? csvRow(row, columns) : `${JSON.stringify(toOcsf(row))}\n`);
  let after: Place | undefined;
  let most = PAGE;
  for (let written = 0; ; ) {
    const size = Math.min(most, (limit ?? Number.POSITIVE_INFINITY) - written);
    const rows = await page(selection, { limit: size, after, order: 'desc', signal }).catch((error: unknown) => (size > 1 && isTooLarge(error) ? undefined : Promise.reject(error)));
    if (!rows) {
      // Lines of up to a mebibyte: fewer of them fit.
      most = Math.ceil(size / 8);
      continue;
    }
    most = Math.min(PAGE, 2 * size);
    written += rows.length;
    if (written > LIMITS.exportRows) throw errors.queryTooExpensive({ limit: `${LIMITS.exportRows} events in an export` });
    if (rows.length > 0) yield rows.map(write).join('');
    const last = rows.at(-1);
    if (!last || rows.length < size || written === limit) return;
    after = [last.time, last.batch, last.position];
  }
}

const isTooLarge = (error: unknown): boolean => error instanceof GlacisError && error.details?.['isLarge'] === true;
