import fc from 'fast-check';
import type { EventRow } from '../../src/logs/ocsf/event.ts';

/** A small world, so that random queries and random rows have something to do with each other. */
const USERS = ['alice', 'Alice', 'root', 'CORP\\bob', 'jürgen', 'É', 'a b', '', 'admin_1', '100%', '😀x', '\u212a'];
const IPS = ['10.0.0.5', '10.0.0.77', '10.20.30.40', '192.168.1.9', '203.0.113.9', '2001:db8::1', '2001:db8:0:1::ff', '::1', '1.2.3.4', ''];
const WORDS = [
  'failed', 'Failed', 'password', 'for', 'invalid', 'user', 'root', 'alice', 'sshd', 'sshd[812]:', 'from', 'port', '10.0.0.5', '/var/log', 'a_b', '100%', 'x', 'é', 'naïve',
  'ünï', '😀', 'failedx', 'xfailed', '"quoted"', 'back\\slash', '(paren)', 'k=v', '--', '*', '?', '日本語', '\u00a0', 'É', 'ED',
];
const HOSTS = ['web1', 'web2', 'WEB1', 'db.example.com', ''];
const NUMBERS = ['0', '22', '22.0', '022', '-5', '1024', '51123', '99999999999', '1e5', ' 7', '3.14', '0x10', '', '-0', 'abc', '999999999999999.999999'];
const PATHS = ['src_endpoint.port', 'http_request.url.path', 'http_response.code', 'unmapped.req.id', 'req.id', 'unmapped.peer_ip', 'auth_protocol'];
const TIMES = [Date.UTC(2026, 10, 22, 23, 59, 59, 999), Date.UTC(2026, 10, 23), Date.UTC(2026, 10, 23, 7, 33, 47, 120), Date.UTC(2026, 10, 23, 7, 34), Date.UTC(2026, 11, 1)];
const TIME_TEXTS = ['2026', '2026-11', '2026-11-23', '2026-11-23T07', '2026-11-23T07:33', '2026-11-23T07:33:47', '2026-11-23T07:33:47.12Z', '2026-11-23T08:33:47+01:00', '1795419227'];

const one = <T>(values: readonly T[]) => fc.constantFrom(...values);
const bytes = fc.uint8Array({ maxLength: 12 }).map((array) => Buffer.from(array));
const separator = one([' ', '  ', '\t', '\n', '', '-', ':', '\0', '\v', '.']);

/** A line of words and, now and then, of bytes that are no text. */
const line = fc
  .array(fc.tuple(fc.oneof({ weight: 8, arbitrary: one(WORDS).map((word) => Buffer.from(word)) }, { weight: 1, arbitrary: bytes }), separator), { maxLength: 9 })
  .map((parts) => Buffer.concat(parts.flatMap(([word, gap]) => [word, Buffer.from(gap)])));

const value = fc.oneof(one(USERS), one(WORDS), one(NUMBERS), one(IPS), fc.string({ maxLength: 5, unit: 'binary' }));

/** Rows as ingestion would store them: observables hold the promoted users and addresses, in lower case. */
export const eventRow: fc.Arbitrary<EventRow> = fc
  .record({
    line, user: one(USERS), actor: one(USERS), srcIp: one(IPS), dstIp: one(IPS), host: one(HOSTS), service: one(['sshd', 'nginx', '']), action: value,
    message: value, source: one(['auth', 'web', 'app']), time: one(TIMES), ingestedAt: one(TIMES), classUid: one([0, 3002, 4002]), activityId: one([0, 1, 2, 99]),
    statusId: one([0, 1, 2, 99]), severityId: one([0, 1, 2, 3, 4, 5, 6, 99]), attributes: fc.dictionary(one(PATHS), value, { maxKeys: 4 }),
    hash: one(['', 'deadbeef', 'É']),
  })
  .map(({ line, hash, attributes, ...row }) => {
    const raw = line.toString('utf8');
    const lower = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    return {
      ...row, repository: '', format: 'text', normalizer: 1, raw, attributes: { ...attributes },
      ...(Buffer.from(raw).equals(line) ? {} : { rawBase64: line.toString('base64') }),
      observables: [[4, row.user], [4, row.actor], [2, row.srcIp], [2, row.dstIp], [1, row.host], [8, hash]].flatMap(([type, text]) => (text === '' ? [] : [`${type}:${lower(String(text))}`])),
      id: '', batch: 0, position: 0,
    };
  });

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
const escaped = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '\\$&');

/** A text with wildcards put in, or in place of characters. */
const globText = fc
  .tuple(
    fc.array(one(WORDS.filter((word) => !/\s/.test(word))), { minLength: 1, maxLength: 2 }),
    fc.array(fc.record({ at: fc.nat(12), replaces: fc.nat(1), mark: one(['*', '?', '**']) }), { minLength: 1, maxLength: 3 }),
  )
  .map(([words, marks]) =>
    marks.reduce((pieces, { at, replaces, mark }) => pieces.toSpliced(at % (pieces.length + 1), replaces, mark), Array.from(words.join('.')).map(escaped)).join(''),
  );

const phrase = fc.oneof(
  fc.array(one(WORDS), { minLength: 1, maxLength: 3 }).chain((words) => separator.map((gap) => words.join(gap))),
  fc.tuple(one(WORDS), fc.nat(3), fc.nat(6)).map(([word, from, length]) => word.slice(from, from + length).toWellFormed()),
).filter((text) => text !== '');

const text = fc.oneof(phrase.map(quoted), globText, one(['failed', 'root', 'alice', 'naïve', '10.0.0.5', 'x', '日本語', '*']));
const keyword = fc.oneof(value.map(quoted), globText, one(['alice', 'root', '*', 'web1', 'sshd', '22']));
const bounds = (bound: fc.Arbitrary<string>) =>
  fc.oneof(
    fc.tuple(one(['>', '>=', '<', '<=']), bound).map(([op, to]) => `${op}${to}`),
    fc.tuple(one(['[', '{']), fc.oneof(bound, fc.constant('*')), fc.oneof(bound, fc.constant('*')), one([']', '}'])).map(([open, low, high, close]) => `${open}${low} TO ${high}${close}`),
  );
const decimals = one(['0', '22', '22.5', '-5', '1024', '3.14', '99999999999', '999999999999999.999999', '3002']);
const networks = one([...IPS.filter((ip) => ip !== ''), '10.0.0.0/8', '10.0.0.0/31', '0.0.0.0/0', '192.168.1.0/25', '2001:db8::/32', '::/0', '::ffff:10.0.0.0/104']);
const severities = one(['unknown', 'low', 'medium', 'high', 'fatal', 'informational']);

const field = (names: readonly string[], values: fc.Arbitrary<string>) => fc.tuple(one(names), values).map(([name, of]) => `${name}:${of}`);

const leaf = fc.oneof(
  { weight: 5, arbitrary: text },
  { weight: 2, arbitrary: field(['message'], text) },
  { weight: 5, arbitrary: field(['user', 'actor', 'host', 'service', 'action', 'entity', 'hash', 'auth', 'path', 'req.id', 'unmapped.req.id', 'source', 'id'], fc.oneof(keyword, bounds(fc.oneof(decimals, keyword.filter((word) => !/[*?]/.test(word))))) ) },
  { weight: 3, arbitrary: field(['src_port', 'http_status', 'class_uid', 'activity_id', 'type_uid', 'severity_id'], fc.oneof(decimals, bounds(decimals), one(['*', '2*', '?2', '22..1024', '..22', '22..']))) },
  { weight: 4, arbitrary: field(['src_ip', 'dst_ip', 'ip', 'unmapped.peer_ip'], fc.oneof(networks, bounds(networks), one(['*', '10.*', '*.5', '""']))) },
  { weight: 2, arbitrary: field(['time', 'received'], fc.oneof(one(TIME_TEXTS), bounds(one(TIME_TEXTS)), fc.constant('*'))) },
  { weight: 2, arbitrary: field(['status'], one(['success', 'failure', 'unknown', 'other', '2', '*'])) },
  { weight: 2, arbitrary: field(['severity'], fc.oneof(severities, bounds(severities))) },
  { weight: 1, arbitrary: field(['class'], one(['authentication', 'http_activity', '0', '4002', '*'])) },
  { weight: 1, arbitrary: field(['user', 'status'], one(['(success OR failure)', '(NOT success)'])) },
);

/** Queries of every form of the language; most of them parse (an empty range does not). */
export const queryText: fc.Arbitrary<string> = fc.letrec<{ query: string }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 5, arbitrary: leaf },
    { weight: 2, arbitrary: fc.tuple(one(['-', 'NOT ', '!']), tie('query')).map(([sign, query]) => `${sign}(${query})`) },
    { weight: 3, arbitrary: fc.tuple(tie('query'), one([' ', ' AND ', ' OR ', ' && ', ' || ']), tie('query')).map(([left, join, right]) => `(${left})${join}(${right})`) },
  ),
})).query;
