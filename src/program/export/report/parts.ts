import { html, type Html } from '../../../kernel/html.ts';

/** `2026-11-27 12:00 UTC`: exact, and the same for whoever reads it. */
export const instantOf = (at: string | Date): string => `${(typeof at === 'string' ? new Date(at) : at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** A state by word, shape and colour. */
export const mark = (state: 'open' | 'closed' | 'unknown' | 'met' | 'unmet'): Html => html`<span class="mark ${state}">${{ open: 'open', closed: 'closed', unknown: 'not known', met: 'met', unmet: 'not met' }[state]}</span>`;

/** Rows under heads; nothing where there are none. */
export const table = (heads: readonly string[], rows: readonly (readonly Html[])[]): Html =>
  rows.length === 0 ? html`<p>None.</p>` : html`<table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>
${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>
`)}</tbody></table>`;

/** Says what was left out of a list, and where it is. */
export const more = ({ first, all }: { first: readonly unknown[]; all: number }, where: string): Html =>
  all > first.length ? html`<p class="quiet">The first ${first.length} of ${all}; all of them: ${where}</p>` : html``;
