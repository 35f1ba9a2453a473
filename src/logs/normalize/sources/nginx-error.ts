import type { NormalizedEvent } from '../../ocsf/event.ts';
import { STATUS } from '../../ocsf/captions.ts';
import { ACTIVITY, CLASS, ERROR } from '../../ocsf/classes.ts';
import { splitHostPort } from '../address.ts';
import { draft, from, put } from '../draft.ts';
import type { Normalized } from '../draft.ts';
import { isError, levelWord } from '../level.ts';
import type { Line } from '../line.ts';
import { signIn } from '../meaning.ts';
import { putRequest } from '../read/http.ts';
import { scanText } from '../read/scan.ts';
import { source } from '../source.ts';
import { readIso } from '../time/stamp.ts';
import type { Stamp } from '../time/stamp.ts';

const HEAD = /^\[(?<level>debug|info|notice|warn|error|crit|alert|emerg)\] (?<pid>\d{1,9})[#:](?<tid>\d{1,9})(?::? |$)(?:\*(?<connection>\d+) )?/;
const stamp: Stamp = { wallMs: 0, offset: 0, end: 0 };

/**
 * nginx's error log: `2026/11/23 07:33:47 [error] 31#31: *3 message, client: …, server: …, request: "…", host: "…"`.
 * A refused basic authentication is a failed sign-in; what tells of a request is HTTP Activity; other errors are Application Errors.
 * Source: nginx 1.27 ngx_log.c, ngx_http_request.c (ngx_http_log_error_handler), ngx_http_auth_basic_module.c.
 */
export const nginxError = source({
  id: 'nginx-error',
  title: 'nginx error log',
  product: { name: 'nginx', vendor_name: 'F5' },
  recognizes: ({ message }) => HEAD.test(message.charCodeAt(0) === 0x5b ? message : message.slice(20, 100)),
  parse(line) {
    let text = line.message;
    if (text.charCodeAt(0) !== 0x5b) {
      if (!readIso(text, 0, stamp)) return null;
      text = text.slice(stamp.end + 1);
    }
    const head = HEAD.exec(text);
    if (!head?.groups) return null;
    if (line.pid < 0) line.pid = Number(head.groups.pid);
    line.message = text.slice(head[0].length);
    const said = split(line.message);
    const made = refusal(line, said) ?? plain(line, said, levelWord(head.groups.level ?? ''));
    made.service = 'nginx';
    if (line.severity < 0) put(made, 'metadata.log_level', levelWord(head.groups.level ?? ''));
    put(made, 'metadata.correlation_uid', head.groups.connection ?? '');
    return made;
  },
});

type Said = { text: string; client: string; server: string; request: string; host: string; referrer: string; upstream: string; login: string };

/** The message and what nginx adds of the request. What the client sent stands behind `client:` and `server:`, or in quotes before them. */
function split(message: string): Said {
  const at = unquotedIndex(message, ', client: ');
  const added = at < 0 ? '' : message.slice(at);
  return {
    text: at < 0 ? message : message.slice(0, at),
    // A mail client may be "192.0.2.1 using starttls".
    client: bare(added, ', client: ').split(' ', 1)[0] ?? '',
    server: bare(added, ', server: '),
    request: inQuotes(added, ', request: "'),
    host: inQuotes(added, ', host: "'),
    referrer: inQuotes(added, ', referrer: "'),
    upstream: inQuotes(added, ', upstream: "'),
    login: inQuotes(added, ', login: "'),
  };
}

/** Where a part begins outside of quotes; where a name holds an odd quote, wherever it first stands. */
function unquotedIndex(text: string, part: string): number {
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) quoted = !quoted;
    else if (!quoted && code === part.charCodeAt(0) && text.startsWith(part, i)) return i;
  }
  return text.indexOf(part);
}

function bare(text: string, name: string): string {
  const at = text.indexOf(name);
  if (at < 0) return '';
  const end = text.indexOf(',', at + name.length);
  return text.slice(at + name.length, end < 0 ? undefined : end);
}

function inQuotes(text: string, name: string): string {
  const at = text.indexOf(name);
  if (at < 0) return '';
  const from = at + name.length;
  const next = text.indexOf('", ', from);
  const end = next < 0 ? text.lastIndexOf('"') : next;
  return text.slice(from, Math.max(from, end));
}

/** `user "NAME" was not found in "FILE"` and `user "NAME": password mismatch`: NAME holds no colon, so the first of these is nginx's own. */
function refusal(line: Line, said: Said): Normalized | null {
  const text = line.message;
  if (!text.startsWith('user "')) return mailRefusal(line, said);
  const mismatch = text.indexOf('": password mismatch');
  const unknown = text.indexOf('" was not found in "');
  const end = mismatch >= 0 && (unknown < 0 || mismatch < unknown) ? mismatch : unknown;
  if (end < 0) return null;
  const made = signIn(line, 'nginx-error', {
    success: false, user: text.slice(6, end), service: 'nginx', action: 'failed-basic-auth', means: 'Basic Authentication',
  });
  const added = split(text.slice(end + 1));
  describe(made, added);
  put(made, 'status_detail', end === mismatch ? 'password mismatch' : 'user was not found');
  return made;
}

/** nginx's mail proxy: `client login failed: "why" while in http auth state, client: …, login: "…"`, `client logged in, client: …`. */
function mailRefusal(line: Line, said: Said): Normalized | null {
  const failed = said.text.startsWith('client login failed: ');
  if (!failed && said.text !== 'client logged in') return null;
  const made = signIn(line, 'nginx-error', { success: !failed, user: said.login, service: 'nginx', action: failed ? 'failed-login' : 'login' });
  describe(made, said);
  if (failed) put(made, 'status_detail', said.text.slice(21));
  return made;
}

function plain(line: Line, said: Said, level: string): Normalized {
  const made = draft(line, 'nginx-error');
  made.message = said.text;
  scanText(made, line.message);
  made.action = level;
  if (isError(level)) made.statusId = STATUS.failure;
  const { activity, method } = describe(made, said);
  if (method !== '') {
    made.classUid = CLASS.http;
    made.activityId = activity;
  } else if (isError(level)) {
    made.classUid = CLASS.applicationError;
    made.activityId = ERROR.general;
  }
  if (said.client === '') clientAtHead(made, said.text);
  return made;
}

/** Puts what nginx added. @returns the activity and method of the request. */
function describe(made: NormalizedEvent, said: Said): { activity: number; method: string } {
  const client = splitHostPort(said.client);
  from(made, client.host, client.port);
  const request = said.request === '' ? { activity: ACTIVITY.unknown, method: '' } : putRequest(made, said.request);
  const host = splitHostPort(said.host === '' && said.server !== '_' ? said.server : said.host);
  if (request.method !== '') {
    put(made, 'http_request.url.hostname', host.host);
    if (host.port >= 0) put(made, 'http_request.url.port', host.port);
  }
  put(made, 'http_request.referrer', said.referrer);
  put(made, 'unmapped.server', said.server);
  put(made, 'unmapped.upstream', said.upstream);
  return request;
}

/** `client 192.0.2.1:53044 connected to 0.0.0.0:25` */
function clientAtHead(made: NormalizedEvent, text: string): void {
  if (!text.startsWith('client ')) return;
  const client = splitHostPort(text.slice(7, Math.max(7, text.indexOf(' ', 7))));
  if (client.port >= 0) from(made, client.host, client.port);
}
