import type { Column } from '../fields.ts';

export type ColumnSql = {
  /** The value itself, a string or number or time. */
  readonly value: string;
  /** `text` compares without regard to case; `lower` is in lower case as it is stored. */
  readonly type: 'text' | 'lower' | 'number' | 'time';
  /** OCSF type of the observable that stands in the row for each value that is not empty, and is indexed. */
  readonly observable?: number;
};

/** How each column is asked for. The only identifiers that a query ever compiles to. */
export const COLUMNS: Readonly<Record<Column, ColumnSql>> = {
  id: { value: 'lower(hex(id))', type: 'lower' },
  time: { value: 'time', type: 'time' },
  ingestedAt: { value: 'ingested_at', type: 'time' },
  source: { value: 'source', type: 'lower' },
  format: { value: 'format', type: 'lower' },
  host: { value: 'host', type: 'text' },
  service: { value: 'service', type: 'text' },
  action: { value: 'action', type: 'text' },
  repository: { value: 'repository', type: 'text' },
  user: { value: 'user', type: 'text', observable: 4 },
  actor: { value: 'actor', type: 'text', observable: 4 },
  srcIp: { value: 'src_ip', type: 'lower', observable: 2 },
  dstIp: { value: 'dst_ip', type: 'lower', observable: 2 },
  message: { value: 'message', type: 'text' },
  raw: { value: 'raw', type: 'text' },
  classUid: { value: 'class_uid', type: 'number' },
  activityId: { value: 'activity_id', type: 'number' },
  typeUid: { value: '(class_uid * 100 + activity_id)', type: 'number' },
  statusId: { value: 'status_id', type: 'number' },
  severityId: { value: 'severity_id', type: 'number' },
};
