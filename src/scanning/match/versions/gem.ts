import { endOfDigits, endOfLetters, isDigit, isLetter } from './characters.ts';
import { keyedOrder } from './keyed.ts';
import { compareNumerals, compareText, type Numeral, numeral, type VersionOrder } from './order.ts';

type Segment = Numeral | string;

/** Segments without the zeros that end the numbers or the whole: `1.0.0.rc.0` is `1.rc`. Source: Gem::Version#canonical_segments. */
function parse(version: string): readonly Segment[] | undefined {
  const text = version.trim().replaceAll('-', '.pre.');
  const segments: Segment[] = [];
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const stop = isDigit(code) ? endOfDigits(text, at) : endOfLetters(text, at);
    if (stop > at) {
      segments.push(isDigit(code) ? numeral(text.slice(at, stop)) : text.slice(at, stop));
      at = stop;
    } else if (text[at] === '.' && at > 0 && (isDigit(text.charCodeAt(at + 1)) || isLetter(text.charCodeAt(at + 1)))) {
      at++;
    } else {
      return undefined;
    }
  }
  if (typeof segments[0] === 'string') return undefined;
  const firstWord = segments.findIndex((segment) => typeof segment === 'string');
  const numbers = firstWord < 0 ? segments : segments.slice(0, firstWord);
  const words = firstWord < 0 ? [] : segments.slice(firstWord);
  return [...withoutTrailingZeros(numbers), ...withoutTrailingZeros(words)];
}

function withoutTrailingZeros(segments: readonly Segment[]): readonly Segment[] {
  let length = segments.length;
  while (length > 0 && segments[length - 1] === 0) length--;
  return segments.slice(0, length);
}

/** RubyGems: a word makes a prerelease. Source: rubygems lib/rubygems/version.rb. */
export const gem: VersionOrder = keyedOrder({
  id: 'gem',
  parse,
  compareKeys(a, b) {
    for (let at = 0; at < Math.max(a.length, b.length); at++) {
      const one = a[at] ?? 0;
      const two = b[at] ?? 0;
      if (typeof one === 'string' || typeof two === 'string') {
        if (typeof one !== 'string') return 1;
        if (typeof two !== 'string') return -1;
        const sign = compareText(one, two);
        if (sign !== 0) return sign;
      } else {
        const sign = compareNumerals(one, two);
        if (sign !== 0) return sign;
      }
    }
    return 0;
  },
});
