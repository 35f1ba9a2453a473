import { AUTH_PROTOCOLS, USER_TYPES } from './captions.ts';
import { CLASS, LOGON } from './classes.ts';
import type { OcsfClass } from './classes.ts';
import type { EventRow } from './event.ts';
import { keep, place, remove, take } from './tree.ts';
import type { Tree } from './tree.ts';

/**
 * Makes an event whole: what its class demands beyond what the line said, objects that name nothing out of the way, and the numbers that
 * stand beside texts.
 */
export function complete(root: Tree, row: EventRow, kind: OcsfClass): void {
  if (root.actor === undefined && kind.plain.includes('actor') && kind.uid !== CLASS.authentication) {
    if (kind.uid === CLASS.process || kind.uid === CLASS.api) place(root, 'actor.app_name', row.service || row.format);
  }
  const process = take(root, 'actor.process');
  if (process && process.pid === undefined) {
    keep(root, 'actor.process', process);
    remove(root, 'actor.process');
  }
  if (kind.uid === CLASS.process && take(root, 'process')?.pid === undefined) {
    // The line names no process id: the event itself is the only name that this launch has.
    place(root, 'process.uid', row.id);
  }
  for (const end of ['src_endpoint', 'dst_endpoint']) nameless(root, end);
  pathless(root);
  if (kind.uid === CLASS.ssh && root.src_endpoint === undefined && root.dst_endpoint === undefined) {
    place(root, 'dst_endpoint', row.host === '' ? { svc_name: row.service } : { hostname: row.host });
  }
  if (kind.uid === CLASS.api && root.src_endpoint === undefined) place(root, 'src_endpoint', { svc_name: row.service || row.format });
  if (kind.uid === CLASS.authentication && row.activityId === LOGON.switch) place(root, 'account_switch_type', 'Substitute User');
  siblings(root);
}

/** An endpoint must have a name or an address; a port alone goes below `unmapped`. */
function nameless(root: Tree, end: string): void {
  const endpoint = take(root, end);
  if (!endpoint || endpoint.ip !== undefined || endpoint.hostname !== undefined || endpoint.svc_name !== undefined) return;
  keep(root, end, endpoint);
  remove(root, end);
}

/** A URL must have a path or be whole; a host alone (the request was none) goes below `unmapped`. */
function pathless(root: Tree): void {
  const url = take(root, 'http_request.url');
  if (!url || url.path !== undefined || url.url_string !== undefined) return;
  keep(root, 'http_request.url', url);
  remove(root, 'http_request.url');
}

/** The numbers that stand beside texts. */
function siblings(root: Tree): void {
  if (root.account_switch_type !== undefined) root.account_switch_type_id = 1;
  if (typeof root.auth_protocol === 'string') root.auth_protocol_id = AUTH_PROTOCOLS[root.auth_protocol] ?? 99;
  for (const path of ['user', 'actor.user']) {
    const user = take(root, path);
    if (typeof user?.type === 'string') user.type_id = USER_TYPES[user.type] ?? 99;
  }
}
