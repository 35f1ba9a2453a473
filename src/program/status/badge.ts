import { html } from '../../kernel/html.ts';
import type { GateState } from '../contract.ts';

/** Characters of a title on a badge; the whole of it is in the badge's title. */
const LONGEST = 48;
/** Of the font at 11 px: every character of a monospaced one is as wide as the other. */
const CHARACTER = 6.7;
const PADDING = 8;

/** Ground and text of the state, with a contrast of at least 4.5. */
const COLOURS: Readonly<Record<GateState, { ground: string; text: string }>> = {
  open: { ground: '#2a7443', text: '#ffffff' }, closed: { ground: '#b93423', text: '#ffffff' }, unknown: { ground: '#5d686c', text: '#ffffff' },
};

/** A gate's state as a small picture (SVG): no script, no font or image from anywhere, its words in its title for who does not see it. */
export function badge({ title, state }: { title: string; state: GateState }): string {
  const label = shortened(title);
  const [left, right] = [widthOf(label), widthOf(state)];
  const { ground, text } = COLOURS[state];
  const words = (content: string, x: number, width: number, colour: string) =>
    html`<text x="${x + PADDING}" y="14" fill="${colour}" textLength="${round(width - 2 * PADDING)}" lengthAdjust="spacingAndGlyphs">${content}</text>`;
  return html`<svg xmlns="http://www.w3.org/2000/svg" width="${round(left + right)}" height="20" viewBox="0 0 ${round(left + right)} 20" role="img" aria-labelledby="t"><title id="t">${title}: ${state}</title><rect width="${round(left)}" height="20" fill="#1b2225"/><rect x="${round(left)}" width="${round(right)}" height="20" fill="${ground}"/><g font-family="IBM Plex Mono,ui-monospace,Menlo,Consolas,monospace" font-size="11" aria-hidden="true">${words(label, 0, left, '#e4e8e6')}${words(state, round(left), right, text)}</g></svg>
`.markup;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function shortened(title: string): string {
  const all = [...graphemes.segment(title.trim())].map(({ segment }) => segment);
  return all.length > LONGEST ? `${all.slice(0, LONGEST - 1).join('')}…` : all.join('');
}

/** Scripts whose characters are two wide (UAX 11), and pictures. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/u;
const widthOf = (text: string): number => [...graphemes.segment(text)].reduce((width, { segment }) => width + (WIDE.test(segment) ? 2 : 1) * CHARACTER, 2 * PADDING);
const round = (width: number): number => Math.round(width * 10) / 10;
