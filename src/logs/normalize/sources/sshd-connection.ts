import type { NormalizedEvent } from '../../ocsf/event.ts';
import { SEVERITY } from '../../ocsf/captions.ts';
import { ACTIVITY, CLASS, NETWORK } from '../../ocsf/classes.ts';
import { canonicalIp, portOf, splitHostPort } from '../address.ts';
import { draft, from, put } from '../draft.ts';
import type { Normalized } from '../draft.ts';
import type { Line } from '../line.ts';
import { addressAndPort, withoutSuffix } from '../read/cursor.ts';

/** What one kind of message says: an activity of OCSF's SSH Activity (4007) and how to read its rest; `false` says that it is another message. */
type Saying = { begins: string; action: string; activity: number; read: (event: NormalizedEvent, rest: string) => unknown };

/**
 * What sshd says of connections. None of it is an attempt to sign in of its own: where there was one, a `Failed` or `Accepted`
 * line tells of it, so the status stays unknown here. Source: OpenSSH 10 auth.c, packet.c, sshd.c, sshd-session.c, kex.c.
 */
const SAYINGS: readonly Saying[] = [
  { begins: 'Connection closed by ', action: 'connection-closed', activity: NETWORK.close, read: peerOrUser },
  { begins: 'Connection reset by ', action: 'connection-reset', activity: NETWORK.reset, read: peerOrUser },
  { begins: 'Disconnected from ', action: 'disconnected', activity: NETWORK.close, read: peerOrUser },
  { begins: 'Disconnecting ', action: 'disconnecting', activity: NETWORK.close, read: peerOrUser },
  { begins: 'Disconnecting: ', action: 'disconnecting', activity: NETWORK.close, read: nothing },
  { begins: 'Received disconnect from ', action: 'disconnect-received', activity: NETWORK.close, read: leadingPeer },
  { begins: 'Invalid user ', action: 'invalid-user', activity: ACTIVITY.other, read: userFromPeer },
  { begins: 'Illegal user ', action: 'invalid-user', activity: ACTIVITY.other, read: userFromPeer },
  { begins: 'input_userauth_request: invalid user ', action: 'invalid-user', activity: ACTIVITY.other, read: user },
  { begins: 'input_userauth_request: illegal user ', action: 'invalid-user', activity: ACTIVITY.other, read: user },
  { begins: 'maximum authentication attempts exceeded for ', action: 'max-attempts', activity: NETWORK.refuse, read: userFromPeer },
  { begins: 'Connection from ', action: 'connection', activity: NETWORK.open, read: bothEnds },
  { begins: 'Postponed ', action: 'postponed', activity: ACTIVITY.other, read: methodForUser },
  { begins: 'Partial ', action: 'partial', activity: ACTIVITY.other, read: methodForUser },
  { begins: 'User ', action: 'not-allowed', activity: NETWORK.refuse, read: notAllowed },
  { begins: 'Starting session: ', action: 'session-started', activity: ACTIVITY.other, read: session },
  { begins: 'Close session: user ', action: 'session-closed', activity: NETWORK.close, read: session },
  { begins: 'subsystem request for ', action: 'subsystem', activity: ACTIVITY.other, read: subsystem },
  { begins: 'Did not receive identification string from ', action: 'no-identification', activity: NETWORK.fail, read: leadingPeer },
  { begins: 'Bad protocol version identification ', action: 'bad-protocol', activity: NETWORK.fail, read: quotedThenPeer },
  { begins: 'Unable to negotiate with ', action: 'no-common-algorithm', activity: NETWORK.fail, read: leadingPeer },
  { begins: 'banner exchange: Connection from ', action: 'bad-banner', activity: NETWORK.fail, read: leadingPeer },
  { begins: 'ssh_dispatch_run_fatal: Connection from ', action: 'protocol-error', activity: NETWORK.fail, read: peerOrUser },
  { begins: 'Timeout before authentication for connection from ', action: 'timeout', activity: NETWORK.fail, read: leadingPeer },
  { begins: 'Timeout before authentication for ', action: 'timeout', activity: NETWORK.fail, read: leadingPeer },
  { begins: 'Timeout, client not responding from ', action: 'timeout', activity: NETWORK.fail, read: peerOrUser },
  { begins: 'reverse mapping checking getaddrinfo for ', action: 'reverse-mapping', activity: ACTIVITY.other, read: reverseMapping },
  { begins: 'Address ', action: 'reverse-mapping', activity: ACTIVITY.other, read: leadingPeer },
  { begins: 'Magic value check failed ', action: 'bad-protocol', activity: NETWORK.fail, read: quotedThenPeer },
  { begins: 'refused connect from ', action: 'refused', activity: NETWORK.refuse, read: refused },
  { begins: 'drop connection ', action: 'dropped', activity: NETWORK.refuse, read: dropped },
  { begins: 'ROOT LOGIN REFUSED FROM ', action: 'root-refused', activity: NETWORK.refuse, read: leadingPeer },
  { begins: 'PAM: ', action: 'pam-refused', activity: ACTIVITY.other, read: pamError },
  { begins: 'Server listening on ', action: 'listening', activity: NETWORK.listen, read: listening },
];

const byFirst = Map.groupBy(SAYINGS, ({ begins }) => begins.charCodeAt(0));

/** Reads a message on a connection; null for any other. */
export function connection(line: Line): Normalized | null {
  const text = withoutLevel(line.message);
  const saying = byFirst.get(text.charCodeAt(0))?.find(({ begins }) => text.startsWith(begins));
  if (!saying) return null;
  const event = draft(line, 'sshd');
  event.classUid = CLASS.ssh;
  event.activityId = saying.activity;
  event.action = saying.action;
  event.service = 'sshd';
  const understood = saying.read(event, withoutSuffix(text.slice(saying.begins.length).trimEnd(), ' [preauth]'));
  return understood === false ? null : event;
}

/** sshd writes `error: `, `fatal: `, `debug1: ` in front of what is not said at level info. */
const withoutLevel = (text: string): string =>
  text.startsWith('error: ') || text.startsWith('fatal: ') ? text.slice(7) : text;

function nothing(event: NormalizedEvent, rest: string): void {
  put(event, 'status_detail', rest);
}

/** `[authenticating|invalid ]user NAME ADDRESS port N[: why]`, or the address alone. */
function peerOrUser(event: NormalizedEvent, rest: string): void {
  const userAt = rest.startsWith('user ') ? 5 : rest.startsWith('authenticating user ') || rest.startsWith('invalid user ') ? rest.indexOf(' user ') + 6 : -1;
  if (userAt < 0) {
    leadingPeer(event, rest);
    return;
  }
  const whole = addressAndPort(rest);
  const why = whole ? -1 : rest.lastIndexOf(': ');
  const peer = whole ?? (why > 0 ? addressAndPort(rest.slice(0, why)) : null);
  if (why > 0) put(event, 'status_detail', rest.slice(why + 2));
  if (!peer) {
    const space = rest.lastIndexOf(' ');
    event.user = rest.slice(userAt, Math.max(userAt, space));
    from(event, rest.slice(space + 1), -1);
    return;
  }
  event.user = rest.slice(userAt, Math.max(userAt, peer.at - 1));
  from(event, peer.address, peer.port);
}

/** The address at the head, with its port: `1.2.3.4`, `1.2.3.4 port 22:11: why`, `UNKNOWN`. */
function leadingPeer(event: NormalizedEvent, rest: string): void {
  const space = rest.indexOf(' ');
  const word = space < 0 ? rest : rest.slice(0, space);
  const address = word.endsWith(':') ? word.slice(0, -1) : word;
  let port = -1;
  let end = word.length;
  if (rest.startsWith(' port ', space)) {
    let digits = space + 6;
    while (rest.charCodeAt(digits) >= 48 && rest.charCodeAt(digits) <= 57) digits++;
    port = portOf(rest.slice(space + 6, digits));
    end = digits;
  }
  from(event, address, port);
  const colon = rest.indexOf(': ', end - 1);
  if (colon > 0) put(event, 'status_detail', rest.slice(colon + 2).trim());
}

/** `NAME from ADDRESS[ port N[ ssh2]]`, the name hostile. */
function userFromPeer(event: NormalizedEvent, rest: string): void {
  const text = withoutSuffix(rest, ' ssh2');
  const at = text.lastIndexOf(' from ');
  const named = at < 0 ? text : text.slice(0, at);
  event.user = named.startsWith('invalid user ') ? named.slice(13) : named;
  if (at >= 0) leadingPeer(event, text.slice(at + 6));
}

function user(event: NormalizedEvent, rest: string): void {
  event.user = rest;
}

/** `METHOD for [invalid user ]NAME from ADDRESS port N ssh2` */
function methodForUser(event: NormalizedEvent, rest: string): void {
  const at = rest.indexOf(' for ');
  put(event, 'unmapped.auth_method', rest.slice(0, Math.max(at, 0)));
  userFromPeer(event, rest.slice(at + 5));
}

/** `ADDRESS port N on ADDRESS port N[ rdomain …]` */
function bothEnds(event: NormalizedEvent, rest: string): void {
  leadingPeer(event, rest);
  const on = rest.indexOf(' on ');
  const peer = on < 0 ? null : addressAndPort(rest.slice(on + 4).split(' rdomain', 1)[0] ?? '');
  if (!peer) return;
  event.dstIp = canonicalIp(peer.address);
  put(event, 'dst_endpoint.port', peer.port);
}

/** `NAME from ADDRESS not allowed because …` */
function notAllowed(event: NormalizedEvent, rest: string): boolean {
  const because = rest.lastIndexOf(' not allowed because ');
  if (because < 0) return false;
  put(event, 'status_detail', rest.slice(because + 21));
  userFromPeer(event, rest.slice(0, because));
  return true;
}

/** `shell on pts/0 for NAME from ADDRESS port N id 0`, `NAME from ADDRESS port N id 0` */
function session(event: NormalizedEvent, rest: string): void {
  const id = rest.lastIndexOf(' id ');
  const text = id < 0 ? rest : rest.slice(0, id);
  const isFor = text.indexOf(' for ');
  userFromPeer(event, isFor < 0 ? text : text.slice(isFor + 5));
}

/** `sftp by user NAME` */
function subsystem(event: NormalizedEvent, rest: string): void {
  const by = rest.indexOf(' by user ');
  if (by >= 0) event.user = withoutSuffix(rest.slice(by + 9), ' failed, subsystem not found');
}

/** `'GET / HTTP/1.1' from ADDRESS port N`, the quoted part hostile. */
function quotedThenPeer(event: NormalizedEvent, rest: string): void {
  const at = rest.lastIndexOf(' from ');
  if (at >= 0) leadingPeer(event, rest.slice(at + 6));
}

/** `NAME [ADDRESS] failed - POSSIBLE BREAK-IN ATTEMPT!` */
function reverseMapping(event: NormalizedEvent, rest: string): void {
  const open = rest.indexOf('[');
  const close = rest.indexOf(']', open);
  if (open >= 0 && close > open) from(event, rest.slice(open + 1, close), -1);
}

/** `host (ADDRESS)` or `ADDRESS` (libwrap) */
function refused(event: NormalizedEvent, rest: string): void {
  const open = rest.lastIndexOf('(');
  const close = rest.lastIndexOf(')');
  from(event, open >= 0 && close > open ? rest.slice(open + 1, close) : rest, -1);
}

/** `#12 from [ADDRESS]:N on [ADDRESS]:22 past MaxStartups` or `… penalty: failed authentication` */
function dropped(event: NormalizedEvent, rest: string): void {
  const at = rest.indexOf('from ');
  const on = rest.indexOf(' on ', at);
  if (at < 0 || on < 0) return;
  const peer = splitHostPort(rest.slice(at + 5, on));
  from(event, peer.host, peer.port);
  event.severityId = SEVERITY.low;
}

/** `Authentication failure for [illegal user ]NAME from ADDRESS`: the `Failed keyboard-interactive/pam` line is the attempt. */
function pamError(event: NormalizedEvent, rest: string): void {
  const at = rest.indexOf(' for ');
  if (at < 0) return;
  put(event, 'status_detail', rest.slice(0, at));
  const named = rest.slice(at + 5);
  userFromPeer(event, named.startsWith('illegal user ') ? named.slice(13) : named);
}

/** `0.0.0.0 port 22.` */
function listening(event: NormalizedEvent, rest: string): void {
  const peer = addressAndPort(withoutSuffix(rest, '.'));
  if (!peer) return;
  event.dstIp = canonicalIp(peer.address);
  put(event, 'dst_endpoint.port', peer.port);
}
