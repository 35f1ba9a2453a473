import { visible } from './visible.ts';

/** Markup that is safe to be sent: made by `html` alone. */
export type Html = { readonly markup: string };

/**
 * A template of markup. Whatever is put into it is text, whoever wrote it: it stands there and does nothing, as a text or in a
 * quoted attribute; only what `html` made is markup. Control characters and what turns the direction of writing are shown
 * (CWE-79, CWE-150).
 */
export function html(strings: TemplateStringsArray, ...values: readonly (string | number | null | Html | readonly Html[])[]): Html {
  return { markup: strings.map((string, at) => `${string}${at < values.length ? markupOf(values[at] ?? '') : ''}`).join('') };
}

/** Markup of the program's own, such as a style sheet: a constant, never what anybody wrote. */
export const ownMarkup = (markup: string): Html => ({ markup });

function markupOf(value: string | number | Html | readonly Html[]): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escaped(value);
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

/** Text as it may stand in HTML, SVG and XML. */
export const escaped = (text: string): string =>
  visible(text.replaceAll(/\r\n|[\r\n\u2028\u2029]/g, ' ')).toWellFormed().replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
