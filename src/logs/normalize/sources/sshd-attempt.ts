import type { NormalizedEvent } from '../../ocsf/event.ts';
import { OBSERVABLE, SEVERITY, STATUS } from '../../ocsf/captions.ts';
import { CLASS, LOGON } from '../../ocsf/classes.ts';
import { portOf } from '../address.ts';
import { draft, from, observe, put } from '../draft.ts';
import type { Line } from '../line.ts';

const PASSWORD_FACTOR = '[{"factor_type_id":11,"factor_type":"Password"}]';

/** What never changes about a method of signing in, made once a method. */
type Method = { failed: string; accepted: string; factors: string };
const methods = new Map<string, Method>();

function methodNamed(name: string): Method {
  const known = methods.get(name);
  if (known) return known;
  const made = {
    failed: `failed-${name}`,
    accepted: `accepted-${name}`,
    factors: name === 'password' ? PASSWORD_FACTOR : JSON.stringify([{ factor_type_id: 99, factor_type: name }]),
  };
  if (methods.size < 64) methods.set(name, made);
  return made;
}

/**
 * `Failed|Accepted METHOD for [invalid user ]USER from ADDRESS port N ssh2[: KEY]`: one attempt to sign in, counted here and
 * nowhere else. Source: OpenSSH 10 auth.c, auth_log().
 */
export function attempt(line: Line, accepted: boolean): NormalizedEvent | null {
  const text = line.message;
  const methodAt = accepted ? 9 : 7;
  const forAt = text.indexOf(' for ', methodAt);
  if (forAt < 0) return null;
  const peer = findPeer(text, forAt + 5);
  if (peer < 0) return null;
  const portAt = text.indexOf(' port ', peer + 6);
  const portEnd = text.indexOf(' ', portAt + 6);
  const port = portOf(text.slice(portAt + 6, portEnd < 0 ? text.length : portEnd));

  let userAt = forAt + 5;
  const unknown = text.startsWith('invalid user ', userAt) || text.startsWith('illegal user ', userAt);
  if (unknown) userAt += 13;
  const name = text.slice(methodAt, forAt);
  const method = methodNamed(name);

  const event = draft(line, 'sshd');
  event.classUid = CLASS.authentication;
  event.activityId = LOGON.logon;
  event.statusId = accepted ? STATUS.success : STATUS.failure;
  if (!accepted) event.severityId = SEVERITY.low;
  event.service = 'sshd';
  event.action = accepted ? method.accepted : method.failed;
  event.user = text.slice(userAt, peer);
  from(event, text.slice(peer + 6, portAt), port);
  put(event, 'auth_protocol', name);
  event.attributes.push('auth_factors', method.factors);
  if (unknown) put(event, 'status_detail', 'invalid user');
  if (portEnd > 0 && text.charCodeAt(portEnd + 5) === 0x3a) putKey(event, text.slice(portEnd + 7));
  return event;
}

/**
 * Where ` from ADDRESS port N ssh2` begins. A user name is what the client sent and may itself read like that, so the last one counts;
 * but in front of a certificate, whose id is the client's too, the first one does. -1 when there is none.
 */
function findPeer(text: string, at: number): number {
  const certificate = text.endsWith(' ssh2') ? -1 : text.indexOf('-CERT ', at);
  if (certificate >= 0) {
    for (let peer = text.indexOf(' from ', at - 1); peer >= 0 && peer < certificate; peer = text.indexOf(' from ', peer + 1)) {
      if (isPeer(text, peer)) return peer;
    }
  }
  for (let peer = text.lastIndexOf(' from '); peer >= at - 1; peer = text.lastIndexOf(' from ', peer - 1)) {
    if (isPeer(text, peer)) return peer;
    if (peer === 0) break;
  }
  return -1;
}

/** ` from WORD port DIGITS`, then the end or ` ssh`. */
function isPeer(text: string, at: number): boolean {
  const space = text.indexOf(' ', at + 6);
  if (space < 0 || !text.startsWith(' port ', space)) return false;
  let end = space + 6;
  while (text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++;
  return end > space + 6 && (end === text.length || text.startsWith(' ssh', end));
}

/**
 * The key that was offered: `RSA SHA256:…`, `RSA 39:33:…` (MD5), or a certificate,
 * `RSA-CERT[ SHA256:…] ID name (serial 1) CA RSA SHA256:…`, whose name is the client's word until it is accepted.
 */
function putKey(event: NormalizedEvent, key: string): void {
  const space = key.indexOf(' ');
  const type = space < 0 ? key : key.slice(0, space);
  const ids = key.indexOf(' ID ', space - 1);
  const authority = key.lastIndexOf(' CA ');
  const isCertificate = type.endsWith('-CERT') && ids > 0 && authority > ids;
  put(event, 'unmapped.key_type', type);
  putFingerprint(event, 'unmapped.key_fingerprint', isCertificate ? key.slice(space + 1, Math.max(space + 1, ids)) : key.slice(space + 1));
  if (!isCertificate) return;
  const serial = key.lastIndexOf(' (serial ', authority);
  put(event, 'unmapped.certificate_id', key.slice(ids + 4, serial > ids ? serial : authority));
  putFingerprint(event, 'unmapped.ca_fingerprint', key.slice(key.indexOf(' ', authority + 4) + 1));
}

function putFingerprint(event: NormalizedEvent, path: `unmapped.${string}`, fingerprint: string): void {
  if (fingerprint.includes(' ')) return;
  put(event, path, fingerprint);
  observe(event, OBSERVABLE.hash, fingerprint);
}
