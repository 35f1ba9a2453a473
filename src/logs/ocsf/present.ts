import type { OcsfEvent } from '../contract.ts';
import { createNormalizer } from '../normalize/index.ts';
import { SEVERITY_CAPTIONS, STATUS_CAPTIONS } from './captions.ts';
import { CLASS, activityCaption, classOf } from './classes.ts';
import type { OcsfClass } from './classes.ts';
import { complete } from './complete.ts';
import type { EventRow } from './event.ts';
import { observablesOf } from './observables.ts';
import { pathInfo } from './paths.ts';
import { keep, place, take } from './tree.ts';
import type { Tree } from './tree.ts';

export const OCSF_VERSION = '1.8.0';

const normalizer = createNormalizer();
const products = new Map(normalizer.formats.map(({ id, product }) => [id, product]));

/** What every class has at its top level, besides objects of its own. */
const COMMON = new Set(['count', 'duration', 'metadata', 'status_code', 'status_detail', 'timezone_offset', 'unmapped']);

/**
 * The whole OCSF 1.8 object of a stored event: what API, export and the detail view show. It always validates against the schema:
 * a value that its class has no place for stands below `unmapped` by the same path, and what the class requires is there.
 */
export function toOcsf(row: EventRow): OcsfEvent {
  const kind = classOf(row.classUid);
  const root: Tree = Object.create(null);
  const has = (path: string): boolean => {
    const top = path.split('.', 1)[0] ?? path;
    return COMMON.has(top) || kind.objects.includes(top) || top === 'actor' || top === 'device';
  };
  const set = (path: string, value: unknown): void => {
    if (has(path)) place(root, path, value);
    else keep(root, path, value);
  };

  for (const [path, text] of Object.entries(row.attributes)) setAttribute(set, root, path, text);
  setPromoted(set, root, row, kind);
  complete(root, row, kind);

  const activity = activityCaption(kind, row.activityId, row.action);
  const typeUid = kind.uid * 100 + row.activityId;
  const status = STATUS_CAPTIONS[row.statusId] ?? 'Unknown';
  const metadata: Tree & { uid: string } = { ...take(root, 'metadata'), ...metadataOf(row, kind, root) };
  return {
    ...root,
    activity_id: row.activityId,
    activity_name: activity,
    category_name: kind.category.caption,
    category_uid: kind.category.uid,
    class_name: kind.caption,
    class_uid: kind.uid,
    message: row.message,
    metadata,
    observables: observablesOf(row, root),
    raw_data: row.raw,
    severity: SEVERITY_CAPTIONS[row.severityId] ?? 'Unknown',
    severity_id: row.severityId,
    status,
    status_id: row.statusId,
    time: row.time,
    timezone_offset: root.timezone_offset ?? 0,
    type_name: `${kind.caption}: ${kind.activities[row.activityId] ?? (row.activityId === 0 ? 'Unknown' : 'Other')}`,
    type_uid: typeUid,
  };
}

/** One attribute in its place and type; a text that is not of its type goes below `unmapped` as it is. */
function setAttribute(set: (path: string, value: unknown) => void, root: Tree, path: string, text: string): void {
  const info = pathInfo(path);
  if (!info) {
    keep(root, path.startsWith('unmapped.') ? path.slice(9) : path, text);
    return;
  }
  const value = restored(info.type, text);
  if (value === undefined) keep(root, path, text);
  else set(path, value);
}

function restored(type: string, text: string): unknown {
  if (type === 'string') return text;
  if (type === 'boolean') return text === 'true';
  if (type === 'json' || type === 'string[]') {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }
  const number = Number(text);
  if (text === '' || !Number.isFinite(number)) return undefined;
  return type === 'float' || Number.isSafeInteger(number) ? number : undefined;
}

/** The promoted columns. In a class that has no place for the account, it is the actor; where somebody else is, it stays unmapped. */
function setPromoted(set: (path: string, value: unknown) => void, root: Tree, row: EventRow, kind: OcsfClass): void {
  if (row.user !== '' || kind.uid === CLASS.authentication || kind.uid === CLASS.accountChange) {
    const path = kind.account === '' && row.actor === '' ? 'actor.user.name' : kind.account;
    if (path === '') keep(root, 'user.name', row.user);
    else place(root, path, row.user);
  }
  if (row.actor !== '') place(root, 'actor.user.name', row.actor);
  if (row.srcIp !== '') set('src_endpoint.ip', row.srcIp);
  if (row.dstIp !== '') set('dst_endpoint.ip', row.dstIp);
  if (kind.objects.includes('service')) place(root, 'service.name', row.service);
  if (row.repository !== '') keep(root, 'repository', row.repository);
  if (row.rawBase64 !== undefined) keep(root, 'raw_base64', row.rawBase64);
  if (row.host !== '' || kind.plain.includes('device')) place(root, 'device', { hostname: row.host, type: 'Unknown', type_id: 0 });
}

function metadataOf(row: EventRow, kind: OcsfClass, root: Tree): Tree & { uid: string } {
  const product = products.get(row.format) ?? { name: row.format };
  const usesHost = !kind.plain.includes('device') && root.device !== undefined || !kind.plain.includes('actor') && root.actor !== undefined;
  const original = take(root, 'metadata')?.original_time ?? normalizer.originalTime(row.raw, row.format);
  return {
    uid: row.id,
    version: OCSF_VERSION,
    product: row.service !== '' && !kind.objects.includes('service') ? { ...product, feature: { name: row.service } } : product,
    log_name: row.format,
    log_source: row.source,
    processed_time: row.ingestedAt,
    ...(original === '' ? {} : { original_time: original }),
    ...(row.action === '' ? {} : { event_code: row.action }),
    ...(usesHost ? { profiles: ['host'] } : {}),
  };
}
