import type { NormalizedEvent } from '../../ocsf/event.ts';
import { STATUS } from '../../ocsf/captions.ts';
import { CLASS } from '../../ocsf/classes.ts';
import { canonicalIp, splitHostPort } from '../address.ts';
import { draft, from, put } from '../draft.ts';
import type { Normalized } from '../draft.ts';
import { setWallTime } from '../line.ts';
import type { Line } from '../line.ts';
import { utc } from '../time/civil.ts';
import { four, two, wholeNumber } from '../time/digits.ts';
import { monthAt, readOffset } from '../time/stamp.ts';
import type { Stamp } from '../time/stamp.ts';
import { putRequest, quoted } from './http.ts';

const stamp: Stamp = { wallMs: 0, offset: 0, end: 0 };
const MAX_MORE = 4_096;
const PAIR = /^[\w.-]{1,64}[=:]\S/;

/** Where ` [10/Oct/2000:13:55:36 -0700] "` stands in an access line; -1 when it is none. */
export function clfTimeAt(text: string): number {
  for (let at = text.indexOf('['); at >= 0 && at < 2_048; at = text.indexOf('[', at + 1)) {
    if (text.charCodeAt(at + 3) === 0x2f && text.charCodeAt(at + 7) === 0x2f && text.charCodeAt(at + 12) === 0x3a) return at;
    if (text.charCodeAt(at + 2) === 0x2f && text.charCodeAt(at + 6) === 0x2f && text.charCodeAt(at + 11) === 0x3a) return at;
  }
  return -1;
}

/** Gives the line the time `10/Oct/2000:13:55:36 -0700` at `at`. @returns where it ends; -1 when it is none. */
export function readClfTime(line: Line, text: string, at: number): number {
  const short = text.charCodeAt(at + 1) === 0x2f ? 1 : 0;
  const day = short === 1 ? text.charCodeAt(at) - 48 : two(text, at);
  const i = at - short;
  const wall = utc(four(text, i + 7), monthAt(text, i + 3), day, two(text, i + 12), two(text, i + 15), two(text, i + 18), 0);
  if (Number.isNaN(wall)) return -1;
  stamp.offset = Number.NaN;
  stamp.end = i + 20;
  readOffset(text, i + 20, stamp);
  setWallTime(line, wall, stamp.offset, text.slice(at, stamp.end));
  return stamp.end;
}

/**
 * Reads an access line: `[vhost[:port] ]client[, client…] ident user [time] "request" status bytes[ "referrer" "agent"[ more]]`
 * (Common and Combined Log Format, with what nginx and Apache set-ups usually add). Null when it is none.
 */
export function readAccess(line: Line, format: string, service: string): Normalized | null {
  const text = line.message;
  const open = clfTimeAt(text);
  if (open < 0) return null;
  const timeEnd = readClfTime(line, text, open + 1);
  if (timeEnd < 0 || !text.startsWith('] "', timeEnd)) return null;
  const request = quoted(text, timeEnd + 2);
  if (!request) return null;
  const statusEnd = endOfWord(text, request.end + 1);
  const status = wholeNumber(text.slice(request.end + 1, statusEnd));
  if (status < 0 || status > 999) return null;
  const sizeEnd = endOfWord(text, statusEnd + 1);
  const size = wholeNumber(text.slice(statusEnd + 1, sizeEnd));

  const event = draft(line, format);
  event.classUid = CLASS.http;
  event.service = service || event.service;
  event.message = `${request.value} ${status}`;
  event.statusId = status >= 400 ? STATUS.failure : status > 0 ? STATUS.success : STATUS.unknown;
  if (!readClients(event, text.slice(0, open).trim())) return null;
  const { activity, method } = putRequest(event, request.value);
  event.activityId = activity;
  event.action = method;
  put(event, 'http_response.code', status);
  put(event, 'status_code', String(status));
  if (size >= 0) put(event, 'http_response.body_length', size);
  readRest(event, text, sizeEnd + 1);
  return event;
}

/** `[vhost[:port] ]client[, client…] ident user`; the user may hold spaces. The first client of a list is who asked, the others are proxies. */
function readClients(event: NormalizedEvent, head: string): boolean {
  const dash = head.indexOf(' - ');
  const words = (dash < 0 ? head : head.slice(0, dash)).split(/[\s,"]+/).filter((word) => word !== '');
  let user = dash < 0 ? '' : head.slice(dash + 3);
  if (dash < 0) {
    if (words.length < 3) return false;
    user = words.pop() ?? '';
    put(event, 'unmapped.ident', words.pop() ?? '');
  }
  const clients = words.filter((word) => canonicalIp(word) !== '');
  const first = words[0] ?? '';
  const leads = words.length > 1 && (canonicalIp(first) === '' || clients.length > 1 || canonicalIp(words[1] ?? '') === '');
  const isHost = leads && (canonicalIp(first) === '' || !head.includes(`${first},`));
  if (isHost) {
    const { host, port } = splitHostPort(first);
    put(event, 'http_request.url.hostname', host);
    if (port >= 0) put(event, 'http_request.url.port', port);
  }
  const behind = isHost ? words.slice(1) : words;
  const proxied = behind.filter((word) => canonicalIp(word) !== '');
  from(event, proxied[0] ?? behind[0] ?? '', -1);
  if (proxied.length > 1) put(event, 'http_request.x_forwarded_for', proxied.map(canonicalIp));
  if (user !== '-') event.user = user;
  return words.length > 0;
}

/** What stands behind the size: referrer and agent, then what the set-up adds (Tomcat's puts columns before them too). */
function readRest(event: NormalizedEvent, text: string, at: number): void {
  const quoteAt = text.charCodeAt(at) === 0x22 ? at : text.indexOf(' "', at) + 1;
  const referrer = quoteAt > 0 ? quoted(text, quoteAt) : null;
  const agent = referrer ? quoted(text, referrer.end + 1, true) : null;
  if (!referrer || !agent) {
    readMore(event, text.slice(at));
    return;
  }
  if (quoteAt > at) put(event, 'unmapped.extra', text.slice(at, quoteAt - 1));
  put(event, 'http_request.referrer', said(referrer.value));
  put(event, 'http_request.user_agent', said(agent.value));
  readMore(event, text.slice(agent.end + 1));
}

/** `"forwarded for"`, `X-Forwarded-For="…"`, ingress-nginx's columns, or `name=value` pairs; anything else is kept as it is. */
function readMore(event: NormalizedEvent, more: string): void {
  if (more.length > MAX_MORE) put(event, 'metadata.is_truncated', true);
  const rest = more.slice(0, MAX_MORE).trim();
  if (rest === '' || rest === '"-"') return;
  if (rest.startsWith('X-Forwarded-For=')) return forwarded(event, quoted(rest, 16)?.value ?? '');
  const ingress = INGRESS.exec(rest)?.groups;
  if (ingress) return putIngress(event, ingress);
  const first = quoted(rest, 0);
  if (first) {
    if (canonicalIp(first.value.split(',', 1)[0]?.trim() ?? '') === '') put(event, 'unmapped.extra', said(first.value));
    else forwarded(event, first.value);
    return readMore(event, rest.slice(first.end));
  }
  let left = '';
  for (const word of rest.split(' ')) {
    if (!PAIR.test(word)) left += left === '' ? word : ` ${word}`;
    else {
      const split = word.search(/[=:]/);
      put(event, `unmapped.${word.slice(0, split)}`, word.slice(split + 1).replaceAll('"', ''));
    }
  }
  put(event, 'unmapped.extra', left);
}

/** ingress-nginx: request length and time, upstream, alternative, address, length, time and status of the answer, request id. */
const INGRESS = /^(?<length>\d+) (?<time>[\d.]+) \[(?<upstream>[^\]]*)\] \[(?<alternative>[^\]]*)\] (?<address>[^ ,]+(?:, [^ ,]+)*) (?<size>[\d-]+(?:, [\d-]+)*) (?<took>[\d.-]+(?:, [\d.-]+)*) (?<status>[\d-]+(?:, [\d-]+)*)(?: (?<id>[0-9a-f]{32}))?$/;

function putIngress(event: NormalizedEvent, found: Record<string, string | undefined>): void {
  put(event, 'http_request.length', Number(found.length));
  put(event, 'duration', Math.round(Number(found.time) * 1_000));
  put(event, 'http_request.uid', found.id ?? '');
  for (const name of ['upstream', 'alternative', 'address', 'size', 'took', 'status']) {
    const value = found[name] ?? '';
    if (value !== '' && value !== '-') put(event, `unmapped.upstream.${name === 'upstream' ? 'name' : name}`, value);
  }
}

function forwarded(event: NormalizedEvent, list: string): void {
  const addresses = list.split(',').map((word) => canonicalIp(word.trim())).filter((ip) => ip !== '');
  put(event, 'http_request.x_forwarded_for', addresses);
}

const said = (value: string): string => (value === '-' ? '' : value);

function endOfWord(text: string, at: number): number {
  const space = text.indexOf(' ', at);
  return space < 0 ? text.length : space;
}
