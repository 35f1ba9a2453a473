import type { NormalizedEvent } from '../../ocsf/event.ts';
import { ACTIVITY } from '../../ocsf/classes.ts';
import { splitHostPort } from '../address.ts';
import { put } from '../draft.ts';

/** OCSF's HTTP activities by method. The enum of `http_method` holds the same names. */
const METHODS: Readonly<Record<string, number>> = {
  CONNECT: 1, DELETE: 2, GET: 3, HEAD: 4, OPTIONS: 5, POST: 6, PUT: 7, TRACE: 8, PATCH: 9,
};
const VERSION = / HTTP\/(\d(?:\.\d)?)$/;
const METHOD = /^[A-Za-z][A-Za-z-]{1,31} /;

/**
 * Puts a request line such as `GET /path?query HTTP/1.1`. One that is none (attackers send anything) is kept whole below `unmapped`.
 * @returns the activity of HTTP Activity (4002) that the method is, and the method as the source's word for it.
 */
export function putRequest(event: NormalizedEvent, request: string): { activity: number; method: string } {
  const version = VERSION.exec(request);
  const method = METHOD.exec(request)?.[0].trimEnd() ?? '';
  if (method === '' || !version) {
    put(event, 'unmapped.http_request', request);
    return { activity: ACTIVITY.unknown, method: '' };
  }
  const activity = Object.hasOwn(METHODS, method) ? (METHODS[method] ?? ACTIVITY.other) : ACTIVITY.other;
  if (activity === ACTIVITY.other) put(event, 'unmapped.http_method', method);
  else put(event, 'http_request.http_method', method);
  put(event, 'http_request.version', version[1] ?? '');
  putTarget(event, request.slice(method.length + 1, version.index), method);
  return { activity, method };
}

/** The target of a request: a path mostly, a whole URL by a proxy, host and port by CONNECT. */
function putTarget(event: NormalizedEvent, target: string, method: string): void {
  if (method === 'CONNECT') {
    const { host, port } = splitHostPort(target);
    put(event, 'http_request.url.hostname', host);
    if (port >= 0) put(event, 'http_request.url.port', port);
    put(event, 'http_request.url.path', target);
    return;
  }
  const scheme = target.startsWith('http://') ? 'http' : target.startsWith('https://') ? 'https' : '';
  let path = target;
  if (scheme !== '') {
    const hostAt = scheme.length + 3;
    const slash = target.indexOf('/', hostAt);
    const { host, port } = splitHostPort(target.slice(hostAt, slash < 0 ? undefined : slash));
    put(event, 'http_request.url.scheme', scheme);
    put(event, 'http_request.url.url_string', target);
    put(event, 'http_request.url.hostname', host);
    if (port >= 0) put(event, 'http_request.url.port', port);
    path = slash < 0 ? '/' : target.slice(slash);
  }
  const question = path.indexOf('?');
  put(event, 'http_request.url.path', question < 0 ? path : path.slice(0, question));
  if (question >= 0) put(event, 'http_request.url.query_string', path.slice(question + 1));
}

/**
 * The text between the quote at `at` and the next that no backslash escapes; `cut`: a line cut off inside of the quotes counts too.
 * Null when there is no quote, or none that closes it.
 */
export function quoted(text: string, at: number, cut = false): { value: string; end: number } | null {
  if (text.charCodeAt(at) !== 0x22) return null;
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i++;
    else if (code === 0x22) return { value: text.slice(at + 1, i), end: i + 1 };
  }
  return cut ? { value: text.slice(at + 1), end: text.length } : null;
}
