import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readReason } from './justifications.ts';
import { asText } from './release-notes.ts';

test.for([
  { text: '<script>alert(1)</script>', is: String.raw`\<script\>alert(1)\<\/script\>` },
  { text: '[x](https://evil.example)', is: String.raw`\[x\](https\:\/\/evil.example)` },
  { text: 'a | b\n# c', is: String.raw`a \| b &#35; c` },
  { text: '@everyone', is: '&#64;everyone' },
  { text: 'www.evil.example', is: 'www&#46;evil.example' },
])('$text is text in a table', ({ text, is }) => expect(asText(text)).toBe(is));

test('no text breaks out of its cell or brings markup along', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...Array.from('ab |<>`[]()*_~!&;\\\r\n@#:/.w\u202e\u2028')) }), (text) => {
    expect(asText(text).replaceAll(/\\[!-/:-@[-`{-~]/g, '')).not.toMatch(/[|<>`[\]*_\r\n@]/);
  }));
});

test.for([
  { said: 'component_not_present: it is gone', is: { justification: 'component_not_present', reason: 'it is gone' } },
  { said: 'false positive: code_not_reachable: never called', is: { justification: 'vulnerable_code_not_in_execute_path', reason: 'never called' } },
  { said: 'we looked', is: { justification: null, reason: 'we looked' } },
  { said: 'constructor: toString', is: { justification: null, reason: 'constructor: toString' } },
])('$said', ({ said, is }) => expect(readReason(said)).toEqual(is));
