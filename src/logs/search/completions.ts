import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Completions } from '../contract.ts';
import { compileQuery } from '../query/compile.ts';
import { resolveField } from '../query/fields.ts';
import { asciiLower } from '../query/text.ts';
import { collectParams } from '../query/sql/params.ts';
import { all } from '../query/ast.ts';
import { EVENTS } from '../store/schema.ts';
import { valuesSql } from './facets.ts';

const MOST = 20;
const DAY_MS = 86_400_000;
/** Somebody is typing: what is not there soon is of no use. */
const SECONDS = 3;

/** Values that begin with what somebody typed: the most frequent ones of the last day, else of all time. */
export function completionReader({ events, clock }: Pick<Kernel, 'events' | 'clock'>) {
  return async function complete({ field: name, prefix }: { field: string; prefix: string }, { by, signal }: { by: Principal; signal?: AbortSignal | undefined }): Promise<Completions> {
    const field = resolveField(name);
    const lowered = asciiLower(prefix);
    if (!field || field.kind === 'text' || field.kind === 'time') return { items: [] };
    if (field.names) return { items: Object.keys(field.names).filter((value) => value.startsWith(lowered)).map((value) => ({ value })) };
    for (const from of [clock.now() - DAY_MS, undefined]) {
      const { sql, params } = compileQuery(all(), { sources: by.sources, from });
      const typed = collectParams('typed');
      const rows = await events.rows<{ value: string; events: number }>({
        sql: `SELECT value, count() AS events FROM (SELECT ${valuesSql(field, typed)} AS value FROM ${EVENTS} WHERE ${sql})
          WHERE value != '' AND startsWith(lower(value), ${typed.add('String', lowered)}) GROUP BY value ORDER BY events DESC, value LIMIT ${MOST}`,
        params: { ...params, ...typed.values },
        signal,
        limits: { seconds: SECONDS },
      });
      if (rows.length > 0) return { items: rows.map(({ value, events: count }) => ({ value, count })) };
    }
    return { items: [] };
  };
}
