import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { containsWords, exactly, globBuilder, lowered, matchesWhole, type Glob } from './glob.ts';
import { asciiLower, decodeLossless } from './text.ts';

/** `*` and `?` are wildcards, all else is itself. */
function glob(text: string): Glob {
  const builder = globBuilder();
  for (const character of text) {
    if (character === '*') builder.many();
    else if (character === '?') builder.one();
    else builder.text(character);
  }
  return lowered(builder.build());
}

const pattern = fc.array(fc.constantFrom('a', 'b', 'ab', '*', '?', '.', 'é', '😀'), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
const text = fc.array(fc.constantFrom('a', 'b', 'ab', '.', ' ', 'é', '😀', '\n'), { maxLength: 10 }).map((parts) => parts.join(''));

describe('a pattern for the whole of a value', () => {
  test.for([
    ['alice', 'alice', true], ['alice', 'alice ', false], ['al*', 'alice', true], ['*ice', 'alice', true], ['*li*', 'alice', true], ['a*c*e', 'alice', true],
    ['a*i*i*e', 'alice', false], ['al?ce', 'alice', true], ['?', '😀', true], ['??', '😀', false], ['a*', '', false], ['*', '', true], ['a*a', 'a', false], ['a?*', 'a', false],
    ['*a?', 'ba😀', true],
  ] as const)('%s and "%s": %s', ([of, value, expected]) => expect(matchesWhole(glob(of), value)).toBe(expected));

  test('agrees with the regular expression that says the same', () => {
    fc.assert(
      fc.property(pattern, text, (of, value) => {
        const regex = new RegExp(`^${Array.from(of).map((character) => (character === '*' ? '[^]*' : character === '?' ? '[^]' : character.replace('.', '\\.'))).join('')}$`, 'u');
        expect(matchesWhole(glob(of), value)).toBe(regex.test(value));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('words within a text', () => {
  test.for([
    ['failed', 'sshd: failed password', true], ['fail', 'sshd: failed password', false], ['failed', 'xfailed', false], ['failed', 'failed', true], ['failed', 'failedé', false],
    ['failed password', 'failed password for', true], ['failed password', 'failed  password', false], ['/etc', 'cat /etc/passwd', true], ['etc/pass', 'cat /etc/passwd', false],
    ['fail*', 'failed', true], ['*led', 'failed', true], ['f*d', 'failed', true], ['f*d', 'fail password', false], ['f*d', 'fail failed', true], ['*ile*', 'failed', true], ['?ailed', 'failed', true],
    ['?ed', 'failed', false], ['a?b', 'a b', false], ['a?b', 'a.b', false], ['10.0.*', 'from 10.0.0.5 port', true], ['10.0.*', 'from 110.0.0.5', false], ['(x)', 'a(x)b', true], ['f*x*d', 'failed fxd', true],
  ] as const)('%s in "%s": %s', ([of, value, expected]) => expect(containsWords(/[*?]/.test(of) ? glob(of) : exactly(of), value)).toBe(expected));

  test('agrees with the regular expression that says the same', () => {
    const token = '[0-9a-z\\u{80}-\\u{10ffff}]';
    fc.assert(
      fc.property(pattern, text, (of, value) => {
        const edge = (character: string | undefined, regex: string) => (character === '?' || (character !== undefined && /[^.*]/u.test(character)) ? regex : '');
        const body = Array.from(of).map((character) => (character === '*' ? '[^\\t-\\r ]*' : character === '?' ? token : character.replace('.', '\\.'))).join('');
        const regex = new RegExp(`${edge(Array.from(of)[0], `(?<!${token})`)}${body}${edge(Array.from(of).at(-1), `(?!${token})`)}`, 'u');
        expect(containsWords(glob(of), value)).toBe(regex.test(value));
      }),
      { numRuns: 2_000 },
    );
  });

  test('a long line is searched in an instant, whatever the pattern', () => {
    const started = performance.now();
    containsWords(glob('a*a*a*a*a*a*a*a*b'), 'a'.repeat(1_000_000));
    matchesWhole(glob('*a*a*a*a*a*a*a*a*b'), 'a'.repeat(1_000_000));
    containsWords(glob('a*b'), 'a '.repeat(500_000));
    containsWords(glob('a*c*b'), 'a '.repeat(500_000));
    containsWords(glob(`${'?'.repeat(1_000)}b`), 'a'.repeat(1_000_000));
    expect(performance.now() - started).toBeLessThan(2_500);
  });
});

describe('text', () => {
  test('only ASCII letters lose their case', () => expect(asciiLower('ÀÉ KELVIN \u212a İ')).toBe('ÀÉ kelvin \u212a İ'));

  test('bytes that are not UTF-8 are no characters, and all others are what they are', () => {
    expect(decodeLossless(Buffer.from('naïve 😀\ufeff'))).toBe('naïve 😀\ufeff');
    expect(decodeLossless(Buffer.from([0x61, 0xff, 0x62, 0xed, 0xa0, 0x80, 0xc3]))).toBe('a\udcffb\udced\udca0\udc80\udcc3');
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (any) => {
      expect(decodeLossless(Buffer.from(any))).toBe(Buffer.from(any).toString('utf8'));
    }));
  });
});
