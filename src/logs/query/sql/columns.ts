import type { Column, Place } from '../fields.ts';
import type { ParamCollector } from './params.ts';

/** A value in SQL. `text` is compared without regard to case; `lower` is in lower case as it is stored. */
export type ValueSql = { readonly sql: string; readonly type: 'text' | 'lower' | 'number' | 'time' };

type ColumnSql = ValueSql & {
  /** OCSF type of the observable that stands in the row for each value that is not empty, and is indexed. */
  readonly observable?: number;
};

/** How each column is asked for. The only identifiers that a query ever compiles to. */
export const COLUMNS: Readonly<Record<Column, ColumnSql>> = {
  id: { sql: 'lower(hex(id))', type: 'lower' },
  time: { sql: 'time', type: 'time' },
  ingestedAt: { sql: 'ingested_at', type: 'time' },
  source: { sql: 'source', type: 'lower' },
  format: { sql: 'format', type: 'lower' },
  host: { sql: 'host', type: 'text' },
  service: { sql: 'service', type: 'text' },
  action: { sql: 'action', type: 'text' },
  repository: { sql: 'repository', type: 'text' },
  user: { sql: 'user', type: 'text', observable: 4 },
  actor: { sql: 'actor', type: 'text', observable: 4 },
  srcIp: { sql: 'src_ip', type: 'lower', observable: 2 },
  dstIp: { sql: 'dst_ip', type: 'lower', observable: 2 },
  message: { sql: 'message', type: 'text' },
  raw: { sql: 'raw', type: 'text' },
  classUid: { sql: 'class_uid', type: 'number' },
  activityId: { sql: 'activity_id', type: 'number' },
  typeUid: { sql: '(class_uid * 100 + activity_id)', type: 'number' },
  statusId: { sql: 'status_id', type: 'number' },
  severityId: { sql: 'severity_id', type: 'number' },
};

/** The value of one attribute, or of the first of two that is there. */
export function attributeSql({ paths }: Extract<Place, { is: 'attribute' }>, params: ParamCollector): ValueSql {
  const [first = "''", second] = paths.map((path) => `attributes[${params.add('String', path)}]`);
  return { sql: second === undefined ? first : `if(${first} != '', ${first}, ${second})`, type: 'text' };
}

/** Within a lambda over `item`, an observable `type:value`. */
export const OBSERVED: ValueSql = { sql: "substring(item, position(item, ':') + 1)", type: 'lower' };
export const observedType = ({ types }: Extract<Place, { is: 'observable' }>): string => `toUInt16OrZero(substringIndex(item, ':', 1)) IN (${types.join(', ')})`;
