import type { Field } from '../../../../../src/logs/contract.ts';

/** A term of the query language that a value stands for. */
export type Pivot = { field: string; value: string };

/** OCSF captions, and the field that knows them by a name of its own. */
const captions: Readonly<Record<string, string>> = { class_name: 'class', status: 'status', severity: 'severity' };
const unpivoted = new Set(['time', 'category_name', 'type_name', 'activity_name', 'metadata.version', 'metadata.logged_time']);

/** `Scheduled Job Activity` → `scheduled_job_activity`. */
const asName = (caption: string): string => caption.toLowerCase().replace(/[^a-z0-9]+/g, '_');

/** How to ask for events with this value at this path; null where nobody would. */
export function pivotOf(path: string, value: string, fields: readonly Field[]): Pivot | null {
  if (unpivoted.has(path)) return null;
  const caption = captions[path];
  if (caption !== undefined) return { field: caption, value: asName(value) };
  const known = fields.find((field) => field.path === path && !path.endsWith('_id') && !path.endsWith('_uid'));
  return { field: known?.name ?? path, value };
}

/** Kinds of observables of which everything can be asked. */
const entities = /^(user\.name|actor\.user\.name|.*\.ip|.*hostname|.*email_addr|.*url_string)$/;

/** Whether the value names somebody or something that other events may mention elsewhere. */
export const isEntity = (path: string): boolean => entities.test(path);
