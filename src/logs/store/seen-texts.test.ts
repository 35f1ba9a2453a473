import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seenTexts } from './seen-texts.ts';

/** The strings that were asked for, and the place of each. */
function numbering() {
  const asked: string[] = [];
  const known = new Map<string, number>();
  const placeOf = (text: string): number => {
    asked.push(text);
    known.set(text, known.get(text) ?? known.size);
    return known.get(text) ?? -1;
  };
  return { asked, placeOf };
}

const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '.', '\u00e9'), maxLength: 4 }), { maxLength: 200 });

test('equal texts have the same place, others another one, wherever they stand', () => {
  fc.assert(fc.property(texts, fc.nat(3), (some, before) => {
    const { asked, placeOf } = numbering();
    const seen = seenTexts(placeOf);
    for (const text of some) {
      const bytes = Buffer.from(`${'x'.repeat(before)}${text}behind`, 'latin1');
      expect(seen.placeOf(bytes, before, before + text.length)).toBe([...new Set(some)].indexOf(text));
    }
    expect([...new Set(asked)]).toEqual([...new Set(some)]);
  }));
});

test('more texts than are remembered have their places all the same', () => {
  const { asked, placeOf } = numbering();
  const seen = seenTexts(placeOf);
  const many = Array.from({ length: 6_000 }, (_, n) => Buffer.from(`${'name'.repeat(1 + (n % 9))}${n}`));
  for (let round = 0; round < 2; round += 1) expect(many.map((bytes) => seen.placeOf(bytes, 0, bytes.length))).toEqual(many.map((_, n) => n));
  expect(asked.length).toBeGreaterThan(6_000);
  expect(asked.length).toBeLessThan(10_000);
});

test('what was forgotten is asked for again', () => {
  const { asked, placeOf } = numbering();
  const seen = seenTexts(placeOf);
  const bytes = Buffer.from('root');
  for (let round = 0; round < 2; round += 1) {
    seen.placeOf(bytes, 0, 4);
    seen.placeOf(bytes, 0, 4);
    seen.forget();
  }
  expect(asked).toEqual(['root', 'root']);
});
