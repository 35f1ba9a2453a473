import { errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { EventRow } from '../ocsf/event.ts';
import { compileQuery } from '../query/compile.ts';
import { all } from '../query/ast.ts';
import { eventRow, ROW_SELECTION, type SelectedRow } from '../store/rows.ts';
import { EVENTS } from '../store/schema.ts';

/** One event by its id. */
export function eventReader({ events }: Pick<Kernel, 'events'>) {
  /** @throws {GlacisError} `not_found`, also where the caller may not see its source. */
  return async function one(id: string, { by, signal }: { by: Principal; signal?: AbortSignal | undefined }): Promise<EventRow> {
    const { sql, params } = compileQuery(all(), { sources: by.sources });
    const [row] = /^[0-9a-f]{32}$/i.test(id)
      ? await events.rows<SelectedRow>({ sql: `SELECT ${ROW_SELECTION} FROM ${EVENTS} WHERE id = unhex({id:String}) AND ${sql} LIMIT 1`, params: { ...params, id }, signal })
      : [];
    if (!row) throw errors.notFound({ what: 'event' });
    return eventRow(row);
  };
}
