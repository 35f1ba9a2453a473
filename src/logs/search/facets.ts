import { errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Facets } from '../contract.ts';
import { nearestField, resolveField, type QueryField } from '../query/fields.ts';
import { nameOf } from '../query/row.ts';
import { attributeSql, COLUMNS, OBSERVED, observedType } from '../query/sql/columns.ts';
import { collectParams, type ParamCollector, type Params } from '../query/sql/params.ts';
import { EVENTS } from '../store/schema.ts';
import { conditionOf, type Selection } from './selection.ts';

/** What is counted when nobody says what. */
export const USUAL_FACETS = ['source', 'service', 'class', 'status', 'severity', 'user', 'src_ip', 'host', 'action'];
const MOST_FACETS = 20;

/**
 * The fields named in a list with commas.
 * @throws {GlacisError} `invalid` for one that there is not, or whose values are not worth counting (text, time).
 */
export function facetFields(list: string | undefined): QueryField[] {
  const names = list?.split(',').map((name) => name.trim()).filter((name) => name !== '') ?? USUAL_FACETS;
  if (names.length > MOST_FACETS) throw errors.invalid({ what: `At most ${MOST_FACETS} facets at once.` });
  return names.map(countableField);
}

/** @throws {GlacisError} `invalid` */
export function countableField(name: string): QueryField {
  const field = resolveField(name);
  if (!field) {
    const nearest = nearestField(name);
    throw errors.invalid({ what: `There is no field ${name}.${nearest === undefined ? '' : ` Did you mean ${nearest}?`}` });
  }
  if (field.kind === 'text' || field.kind === 'time') throw errors.invalid({ what: `The values of ${field.name} are not counted: nearly every event has its own.` });
  return field;
}

/** The values of a field as text, in a SELECT that is grouped by them; a field of many values gives a row for each. */
export function valuesSql({ place }: QueryField, params: ParamCollector): string {
  switch (place.is) {
    case 'column': {
      const { sql, type } = COLUMNS[place.column];
      return type === 'number' ? `toString(${sql})` : sql;
    }
    case 'attribute':
      return attributeSql(place, params).sql;
    case 'observable':
      return `arrayJoin(arrayDistinct(arrayMap(item -> ${OBSERVED.sql}, arrayFilter(item -> ${observedType(place)}, observables))))`;
  }
}

/** A value as people write it in a query. */
export const valueName = (field: QueryField, value: string): string => (field.kind === 'enum' ? nameOf(field, Number(value)) : value);

/** Counts the most frequent values of fields among the events of a selection; '' stands for those without one. */
export function facetReader({ events }: Pick<Kernel, 'events'>) {
  return async function facets(selection: Selection, { fields, limit, signal }: { fields: readonly QueryField[]; limit: number; signal?: AbortSignal | undefined }): Promise<Facets> {
    const condition = conditionOf(selection);
    const values = collectParams('value');
    const statement = (field: QueryField, index: number) => `
      SELECT ${index} AS facet, ${valuesSql(field, values)} AS value, count() AS events
      FROM ${EVENTS} WHERE ${condition.sql} GROUP BY value ORDER BY events DESC, value LIMIT {limit:UInt32}`;
    const params: Params = { ...condition.params, limit };
    const sql = fields.map(statement).join(' UNION ALL ');
    const rows = fields.length === 0 ? [] : await events.rows<{ facet: number; value: string; events: number }>({ sql, params: { ...params, ...values.values }, signal });
    return {
      facets: fields.map((field, index) => ({
        field: field.name,
        values: rows
          .filter(({ facet }) => facet === index)
          .map((row) => ({ value: valueName(field, row.value), count: row.events }))
          .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)),
      })),
    };
  };
}
