import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { queryText } from '../../../test/support/queries.ts';
import { GlacisError } from '../../kernel/errors.ts';
import type { Query } from './ast.ts';
import { formatQuery } from './format.ts';
import { parseQuery } from './parse.ts';

/** A query without positions, to compare what two texts mean. */
const meaning = (query: Query): unknown =>
  JSON.parse(JSON.stringify(query, (key, value: unknown) => (key === 'at' || key === 'end' ? undefined : key === 'field' ? (value as { name: string }).name : value)));

type Trouble = { message: string; at: number; end: number; fix?: string };

function attempt(text: string): { query: Query; trouble?: never } | { query?: never; trouble: Trouble } {
  try {
    return { query: parseQuery(text) };
  } catch (error) {
    if (error instanceof GlacisError && error.code === 'bad_query') return { trouble: error.details as Trouble };
    throw error;
  }
}

function failure(text: string): Trouble {
  const { trouble } = attempt(text);
  if (!trouble) throw new Error(`${text} was read`);
  return trouble;
}

describe('what a query means', () => {
  test.for([
    // What it is typed as, and the one way of writing it.
    ['', ''],
    ['  ', ''],
    ['*', ''],
    ['failed password', 'failed password'],
    ['"failed password"', '"failed password"'],
    ['a AND b', 'a b'],
    ['a and b or c', 'a b OR c'],
    ['a b OR c', 'a b OR c'],
    ['a (b || c)', 'a (b OR c)'],
    ['a && !b', 'a -b'],
    ['NOT a', '-a'],
    ['not (a or b)', '-(a OR b)'],
    ['!!a', '-(-a)'],
    ['user:alice', 'user:alice'],
    ['User:Alice', 'user:Alice'],
    ['username:alice', 'user:alice'],
    ['user.name:alice', 'user:alice'],
    ['user:(alice OR bob)', 'user:alice OR user:bob'],
    ['x user:(alice OR bob)', 'x (user:alice OR user:bob)'],
    ['user:(NOT root)', '-user:root'],
    ['user:"Alice Smith"', 'user:"Alice Smith"'],
    ['user:CORP\\alice', 'user:"CORP\\\\alice"'],
    ['user:*', 'user:*'],
    ['user:""', 'user:""'],
    ['user:adm*', 'user:adm*'],
    ['user:a\\*b', 'user:"a*b"'],
    ['user:a\\ b*', 'user:a\\ b*'],
    ['src_port:22', 'src_port:22'],
    ['src_port:>1024', 'src_port:>1024'],
    ['src_port:> 1024', 'src_port:>1024'],
    ['src_port:1..1024', 'src_port:[1 TO 1024]'],
    ['src_port:..1024', 'src_port:<=1024'],
    ['src_port:[1 to 1024}', 'src_port:[1 TO 1024}'],
    ['src_port:[* TO 5]', 'src_port:<=5'],
    ['path:../etc/passwd', 'path:"../etc/passwd"'],
    ['path:/a..b', 'path:"/a..b"'],
    ['src_ip:10.0.0.0/8', 'src_ip:10.0.0.0/8'],
    ['src_ip:2001:db8::/32', 'src_ip:"2001:db8::/32"'],
    ['src_ip:""', '-src_ip:*'],
    ['src_endpoint.ip:10.0.0.7', 'src_ip:10.0.0.7'],
    ['time:2026-11-23', 'time:2026-11-23'],
    ['time:>=2026-11-23T07:30', 'time:>="2026-11-23T07:30"'],
    ['@timestamp:[2026-11-01 TO 2026-11-30]', 'time:[2026-11-01 TO 2026-11-30]'],
    ['status:Failure', 'status:Failure'],
    ['severity:>=high', 'severity:>=high'],
    ['class:3002', 'class:3002'],
    ['k8s.pod.name:x', 'k8s.pod.name:x'],
    ['message:fail*', 'message:fail*'],
    ['raw:failed', 'failed'],
    // Words that only look like something else.
    ['http://example.com/a:b', '"http://example.com/a:b"'],
    ['fe80::1', '"fe80::1"'],
    ['10.0.0.1:443', '"10.0.0.1:443"'],
    ['07:33:47', '"07:33:47"'],
    ['uid=0', '"uid=0"'],
    ["don't", '"don\'t"'],
    ['orange nothing android', 'orange nothing android'],
  ] as const)('%s', ([text, canonical]) => {
    expect(formatQuery(parseQuery(text))).toBe(canonical);
  });

  test('each term knows where it stands', () => {
    const query = parseQuery('ab  user:(c OR -d)');
    expect(query).toMatchObject({ is: 'and', at: 0, end: 17, terms: [{ at: 0, end: 2 }, { is: 'or', at: 10, terms: [{ at: 10, end: 11 }, { at: 15, end: 17 }] }] });
  });

  test('a query is not changed by who uses it', () => {
    const query = parseQuery('a b');
    expect(Object.isFrozen(query) && query.is === 'and' && Object.isFrozen(query.terms) && query.terms.every(Object.isFrozen)).toBe(true);
  });

  test('its canonical text means the same', () => {
    let read = 0;
    fc.assert(
      fc.property(queryText, (text) => {
        const { query } = attempt(text);
        if (!query) return;
        read += 1;
        const canonical = formatQuery(query);
        expect(meaning(parseQuery(canonical))).toEqual(meaning(query));
        expect(formatQuery(parseQuery(canonical))).toBe(canonical);
      }),
      { numRuns: 1_500 },
    );
    expect(read).toBeGreaterThan(1_000);
  });
});

test('what is tried at every place of a line is bounded', () => {
  expect(parseQuery('a? '.repeat(16))).toMatchObject({ is: 'and' });
  expect(() => parseQuery('a? '.repeat(17))).toThrow('at most 16 question marks');
  expect(() => parseQuery(`path:/${'x'.repeat(200)}?`)).toThrow('at most 200 characters');
  expect(parseQuery(`"${'?'.repeat(300)}"`)).toMatchObject({ is: 'contains' });
});

describe('what is wrong with a query', () => {
  test.for([
    // The mistake, the characters that it points at, and the fix.
    ['usr:alice', 'usr', 'user:alice'],
    ['sourceip:10.0.0.1', 'sourceip', 'source_ip:10.0.0.1'],
    ['port:22', 'port', 'src_port:22'],
    ['reqId:7', 'reqId', 'unmapped.reqId:7'],
    ['error: disk full', 'error:', '"error:" disk full'],
    ['status:faild', 'faild', 'status:failure'],
    ['status:failed', 'failed', 'status:failure'],
    ['status:500', '500', 'http_status:500'],
    ['status:whatever', 'whatever', '"whatever"'],
    ['status:>failure', 'status:>failure', 'status:failure'],
    ['class:login', 'login', 'class:authentication'],
    ['class:*activity', '*activity', 'class:(scheduled_job_activity OR process_activity OR http_activity OR ssh_activity OR api_activity)'],
    ['severity:warn', 'warn', 'severity:medium'],
    ['user:alice status==failure', 'status==', 'user:alice status:failure'],
    ["user = 'alice smith'", 'user = ', 'user:"alice smith"'],
    ['user != root', 'user != ', '-user:root'],
    ['user:!root', '!', '-user:root'],
    ['src_port > 1024', 'src_port > ', 'src_port:>1024'],
    ['user : alice', 'user : ', 'user:alice'],
    ['user: alice', ' ', 'user:alice'],
    ['user:', 'user:', 'user:*'],
    ['user:alice)', ')', 'user:alice'],
    ['(user:alice', '(', '(user:alice)'],
    ['a () b', '()', 'a  b'],
    ['"failed password', '"', '"failed password"'],
    ['"', '"', '"\\""'],
    ['"a\\', '"', '"a\\\\"'],
    ['a AND', 'AND', 'a'],
    ['or a', 'or', 'a'],
    ['and', 'and', '"and"'],
    ['a OR OR b', 'OR', 'a OR  b'],
    ['a NOT', 'NOT', 'a'],
    ['a - b', '-', 'a "-" b'],
    ['--verbose', '--verbose', '"--verbose"'],
    ['+failed', '+', 'failed'],
    ["'failed password'", "'failed password'", '"failed password"'],
    ['user:(alice bob)', ' ', 'user:(alice OR bob)'],
    ['user:(alice, bob)', ',', 'user:(alice OR bob)'],
    ['user:(host:web1)', 'host:web1', 'user:("host:web1")'],
    ['user in (alice, bob)', 'user in (alice, bob)', 'user:(alice OR bob)'],
    ["user not in ('a', 'b c')", "user not in ('a', 'b c')", '-user:("a" OR "b c")'],
    ["user LIKE 'adm%'", "user LIKE 'adm%'", 'user:adm*'],
    ['user is null', 'user is null', '-user:*'],
    ["SELECT * FROM logs WHERE user = 'x'", 'SELECT * FROM logs WHERE ', 'user:"x"'],
    ['{app="nginx"} |= "error" != "favicon"', '{app="nginx"}', 'app:"nginx" "error" -"favicon"'],
    ['failed | stats count by user', '| stats count by user', 'failed'],
    ['_exists_:user', '_exists_:user', 'user:*'],
    ['src_ip:10.0.0', '10.0.0', 'src_ip:10.0.0.*'],
    ['src_ip:10.0.0.0/33', '10.0.0.0/33', 'src_ip:10.0.0.0'],
    ['src_ip:localhost', 'localhost', '"localhost"'],
    ['src_port:ssh', 'ssh', '"ssh"'],
    ['src_port:[9 TO 5]', 'src_port:[9 TO 5]', 'src_port:[5 TO 9]'],
    ['src_port:[1-5]', '[1-5]', '"[1-5]"'],
    ['time:2026-11-31', '2026-11-31', '"2026-11-31"'],
    ['time:2026-11-*', '2026-11-*', 'time:2026-11'],
    ['"" failed', '""', 'failed'],
    ['message:>5', 'message:>5', undefined],
    [`${'('.repeat(60)}a`, '(', undefined],
    [Array.from({ length: 201 }, () => 'a').join(' '), 'a', undefined],
    ['a'.repeat(4_001), 'a', undefined],
    ['a\ud800', 'a\ud800', undefined],
  ] as const)('%s', ([text, pointed, fix]) => {
    const trouble = failure(text);
    expect(text.slice(trouble.at, trouble.end)).toBe(pointed);
    expect(trouble.fix).toBe(fix);
    expect(() => parseQuery(fix ?? '')).not.toThrow();
  });

  test('a range of one number stays a range when it is written', () => {
    expect(formatQuery(parseQuery('src_port:[0 TO 0]'))).toBe('src_port:[0 TO 0]');
  });

  test('any text at all is read or refused with a place and a fix that is read', () => {
    const piece = fc.oneof(
      fc.constantFrom('user', 'status', 'src_ip', 'time', ':', ':', '(', ')', '"', '\\', '*', '?', '-', '!', ' ', ' ', 'AND', 'OR', 'not', '>', '<=', '[', 'TO', ']', '{', '}', '=', '|', '..', 'failure', '10.0.0.0/8', '2026-11', "'", ',', '5', 'in', 'like', '+', '&&', '||'),
      fc.string({ maxLength: 3, unit: 'binary' }),
    );
    const anything = fc.oneof(fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join('')), fc.string({ maxLength: 40, unit: 'binary' }), queryText);
    fc.assert(
      fc.property(anything, (text) => {
        const { query, trouble = { at: 0, end: text.length, fix: query && formatQuery(query) } } = attempt(text);
        const fixed = meaning(parseQuery(trouble.fix ?? ''));
        expect(query ? meaning(query) : fixed).toEqual(fixed);
        expect(0 <= trouble.at && trouble.at <= trouble.end && trouble.end <= text.length).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
});
