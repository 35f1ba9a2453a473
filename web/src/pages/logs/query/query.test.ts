import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { caretIn } from './caret.ts';
import { quoted, stanceOn, toggled, withTerm, withoutTerm, wordsOf } from './terms.ts';
import { tokensOf } from './tokens.ts';

const kinds = (query: string) => tokensOf(query).filter((token) => token.kind !== 'space').map((token) => `${token.kind} ${query.slice(token.start, token.end)}`);

describe('a query is coloured by what its parts are', () => {
  test.for([
    ['user:alice status:failure', ['field user:', 'value alice', 'field status:', 'value failure']],
    ['-source:nginx "failed password"', ['not -', 'field source:', 'value nginx', 'phrase "failed password"']],
    ['(a OR b) AND NOT c', ['paren (', 'word a', 'operator OR', 'word b', 'paren )', 'operator AND', 'not NOT', 'word c']],
    ['src_ip:10.0.0.0/8 port:>=1024', ['field src_ip:', 'value 10.0.0.0/8', 'field port:', 'value >=1024']],
    ['user:"a b" status:[1 TO 3]', ['field user:', 'value "a b"', 'field status:', 'value [1 TO 3]']],
    ['user:-', ['field user:', 'value -']],
    ['well-known - x', ['word well-known', 'word -', 'word x']],
    ['"open', ['phrase "open']],
  ] as const)('%s', ([query, expected]) => {
    expect(kinds(query)).toEqual(expected);
  });

  test('tokens cover every character of any text, in order', () => {
    fc.assert(fc.property(fc.string({ maxLength: 60 }), (query) => {
      expect(tokensOf(query).map((token) => query.slice(token.start, token.end)).join('')).toBe(query);
      expect(tokensOf(query).every((token) => token.end > token.start)).toBe(true);
    }));
  });
});

describe('a click on a value changes the query', () => {
  test('it asks, and a second click takes it back', () => {
    expect(toggled('', 'user', 'root')).toBe('user:root');
    expect(toggled('status:failure', 'user', 'root')).toBe('status:failure user:root');
    expect(toggled('status:failure user:root', 'user', 'root')).toBe('status:failure');
  });

  test('excluding turns an asked value round', () => {
    expect(toggled('user:root', 'user', 'root', true)).toBe('-user:root');
    expect(stanceOn('-user:root', 'user', 'root')).toBe('excluded');
    expect(stanceOn('NOT user:root', 'user', 'root')).toBe('excluded');
    expect(toggled('-user:root', 'user', 'root', true)).toBe('');
  });

  test('a query with OR is kept whole', () => {
    expect(withTerm('a OR b', 'user', 'root')).toBe('(a OR b) user:root');
    expect(withTerm('(a OR b) x', 'user', 'root')).toBe('(a OR b) x user:root');
    expect(stanceOn('user:root OR user:bob', 'user', 'root')).toBe('silent');
    expect(stanceOn('(user:root OR user:bob)', 'user', 'root')).toBe('silent');
  });

  test('an AND that joined the term goes with it', () => {
    expect(withoutTerm('a AND user:root', 'user', 'root')).toBe('a');
    expect(withoutTerm('user:root AND a', 'user', 'root')).toBe('a');
    expect(withoutTerm('a AND user:root AND b', 'user', 'root')).toBe('a b');
  });

  test.for([
    ['root', 'root'], ['10.0.0.1', '10.0.0.1'], ['::1', '"::1"'], ['a b', '"a b"'], ['say "hi"\\', '"say \\"hi\\"\\\\"'], ['OR', '"OR"'], ['*', '"*"'], ['-x', '"-x"'], ['', '""'], ['a)', '"a)"'],
  ] as const)('the value %s is written %s', ([value, written]) => {
    expect(quoted(value)).toBe(written);
  });

  test('whatever the value, what was added is found again and can be taken back', () => {
    fc.assert(fc.property(fc.string({ maxLength: 20 }), (value) => {
      const query = withTerm('status:failure', 'user', value);
      expect(stanceOn(query, 'user', value)).toBe('asked');
      expect(withoutTerm(query, 'user', value)).toBe('status:failure');
    }));
  });
});

test('the words that a query looks for are marked, not those it excludes or compares', () => {
  expect(wordsOf('failed "for root" -nginx NOT cron user:alice pass*')).toEqual(['failed', 'for root', 'pass']);
  expect(wordsOf('message:timeout a')).toEqual(['timeout']);
});

describe('what the caret stands in decides what is offered', () => {
  test.for([
    ['us', 2, { in: 'field', prefix: 'us', start: 0, end: 2 }],
    ['status:failure us', 17, { in: 'field', prefix: 'us', start: 15, end: 17 }],
    ['user:al', 7, { in: 'value', field: 'user', prefix: 'al', start: 5, end: 7 }],
    ['user:', 5, { in: 'value', field: 'user', prefix: '', start: 5, end: 5 }],
    ['user:"a b', 9, { in: 'value', field: 'user', prefix: 'a b', start: 5, end: 9 }],
    ['-sour', 5, { in: 'field', prefix: 'sour', start: 1, end: 5 }],
    ['user:alice ', 11, { in: 'field', prefix: '', start: 11, end: 11 }],
    ['"some phrase', 12, null],
  ] as const)('%s at %d', ([query, at, expected]) => {
    expect(caretIn(query, at)).toEqual(expected);
  });
});
