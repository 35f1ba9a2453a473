import type { NormalizedEvent } from '../../ocsf/event.ts';
import { OBSERVABLE, SEVERITY, STATUS } from '../../ocsf/captions.ts';
import { CLASS, LOGON } from '../../ocsf/classes.ts';
import { draft, from, observe, put } from '../draft.ts';
import type { Normalized } from '../draft.ts';
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
export function attempt(line: Line, accepted: boolean): Normalized | null {
  const text = line.message;
  const methodAt = accepted ? 9 : 7;
  const forAt = text.indexOf(' for ', methodAt);
  if (forAt < 0 || !findPeer(text, forAt + 4)) return null;
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
  event.user = text.slice(userAt, peer.at);
  from(event, text.slice(peer.at + 6, peer.addressEnd), peer.port);
  put(event, 'auth_protocol', name);
  event.attributes.push('auth_factors', method.factors);
  if (unknown) put(event, 'status_detail', 'invalid user');
  // Behind ` ssh2` a colon, and the key.
  if (text.charCodeAt(peer.end + 5) === 0x3a) putKey(event, text.slice(peer.end + 7));
  return event;
}

/** Where ` from ADDRESS port N` stands, as `isPeer` found it last. */
const peer = { at: 0, addressEnd: 0, port: 0, end: 0 };

/**
 * Finds ` from ADDRESS port N ssh2`. A user name is what the client sent and may itself read like that, so the last one counts;
 * but in front of a certificate, whose id is the client's too, the first one does.
 */
function findPeer(text: string, at: number): boolean {
  const certificate = text.endsWith(' ssh2') ? -1 : text.indexOf('-CERT ', at);
  if (certificate >= 0) {
    for (let i = text.indexOf(' from ', at); i >= 0 && i < certificate; i = text.indexOf(' from ', i + 1)) {
      if (isPeer(text, i)) return true;
    }
  }
  for (let i = text.lastIndexOf(' from '); i >= at && i > 0; i = text.lastIndexOf(' from ', i - 1)) {
    if (isPeer(text, i)) return true;
  }
  return false;
}

/** ` from WORD port N`, then the end or ` ssh`. */
function isPeer(text: string, at: number): boolean {
  const space = text.indexOf(' ', at + 6);
  if (space < 0 || !text.startsWith(' port ', space)) return false;
  let port = 0;
  let end = space + 6;
  for (let code = text.charCodeAt(end); code >= 48 && code <= 57; code = text.charCodeAt(++end)) port = port * 10 + code - 48;
  if (end === space + 6 || (end < text.length && !text.startsWith(' ssh', end))) return false;
  peer.at = at;
  peer.addressEnd = space;
  peer.port = port <= 65_535 ? port : -1;
  peer.end = end;
  return true;
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
