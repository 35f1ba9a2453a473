import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escaped, html } from './html.ts';

test('what is put into a template is text and nothing else', () => {
  expect(html`<a title="${'" onclick="x'}">${'<script>&'}${3}${null}${[html`<b>${"'"}</b>`, html`!`]}</a>`.markup)
    .toBe('<a title="&#34; onclick=&#34;x">&#60;script&#62;&#38;3<b>&#39;</b>!</a>');
});

test('nothing that anybody writes leaves its place, or turns the direction of what stands around it', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('<', '>', '&', '"', '\'', '#', ';', '/', '\u202e', '\u2066', '\u0000', '\u001b', '\u009b', '\ud800', '\udc00', '\n', '\u2028', 'a', 'é', '汉') }), (text) => {
    expect(escaped(text)).not.toMatch(/[<>"'\p{Cc}\u202a-\u202e\u2066-\u2069]|&(?!#\d+;)/u);
    expect(escaped(text).isWellFormed()).toBe(true);
  }));
});
