import { resolveField, NAME } from './fields.ts';
import { quote, Trouble } from './trouble.ts';

/** A way of writing that people bring from elsewhere: how it begins, what to say, and how it is written here. */
type Habit = { pattern: RegExp; say: string; instead: (match: RegExpExecArray) => string | undefined };

const name = `(?<name>${NAME.source})`;
const known = (match: RegExpExecArray): string | undefined => {
  const given = match.groups?.['name'] ?? '';
  return resolveField(given) ? given : undefined;
};
/** Applies only to a field that there is: `uid=0` may well be text to look for. */
const ofField = (write: (field: string, match: RegExpExecArray) => string) => (match: RegExpExecArray) => {
  const field = known(match);
  return field === undefined ? undefined : write(field, match);
};

const label = String.raw`\w+\s*(?:=~|!~|!=|=)\s*"[^"]*"`;

const SINGLE_QUOTES: Habit = { pattern: /'([^']*)'(?=[\s)]|$)/y, say: 'Phrases stand between double quotes.', instead: ([, text = '']) => quote(text) };

/** In the order in which they are tried. Sticky, so that each looks only where a term begins. */
const HABITS: readonly Habit[] = [
  {
    pattern: /select\s[^|]*?\sfrom\s+\S+(\s+where\b)?\s*/iy,
    say: 'This is SQL. Here one writes only what would stand after WHERE, as field:value.',
    instead: () => '',
  },
  {
    pattern: new RegExp(String.raw`\{\s*${label}(?:\s*,\s*${label})*\s*\}`, 'y'),
    say: 'Labels in braces are written as fields here.',
    instead: ([selector]) =>
      [...selector.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g)]
        .map(([, field, operator, value = '']) => `${operator?.startsWith('!') ? '-' : ''}${field}:${quote(value)}`)
        .join(' '),
  },
  { pattern: /\|[=~]\s*(?=["'`])/y, say: 'A phrase needs no operator: it is looked for as it stands.', instead: () => '' },
  { pattern: /![=~]\s*(?=["'`])/y, say: 'What must not be there has a minus in front.', instead: () => '-' },
  { pattern: /\|(?!\|)[\s\S]*/y, say: 'There are no pipes here.', instead: () => '' },
  { pattern: /_exists_:([^\s()"]+)/iy, say: 'That a field is there is written field:*.', instead: ([, field = '']) => `${field}:*` },
  {
    pattern: new RegExp(`${name}\\s+(?<not>not\\s+)?in\\s*\\((?<list>[^()]*)\\)`, 'iy'),
    say: 'A choice of values is written field:(a OR b).',
    instead: ofField((field, { groups }) => `${groups?.['not'] ? '-' : ''}${field}:(${listed(groups?.['list'] ?? '')})`),
  },
  {
    pattern: new RegExp(`${name}\\s+(?<not>not\\s+)?i?like\\s+'(?<like>[^']*)'`, 'iy'),
    say: 'Wildcards are * and ? here.',
    instead: ofField((field, { groups }) => `${groups?.['not'] ? '-' : ''}${field}:${(groups?.['like'] ?? '').replace(/[\s()":\\]/g, '\\$&').replace(/%/g, '*').replace(/_/g, '?')}`),
  },
  {
    pattern: new RegExp(`${name}\\s+is\\s+(?<not>not\\s+)?null\\b`, 'iy'),
    say: 'That a field is there is written field:*, that it is missing -field:*.',
    instead: ofField((field, { groups }) => `${groups?.['not'] ? '' : '-'}${field}:*`),
  },
  {
    pattern: new RegExp(`${name}\\s*(?:!=|!~|<>)\\s*`, 'y'),
    say: 'What a field must not be has a minus in front: -field:value. Put quotes around text to look for it as it stands.',
    instead: ofField((field) => `-${field}:`),
  },
  {
    pattern: new RegExp(`${name}\\s*(?:==|=~|=|\\s:)\\s*`, 'y'),
    say: 'A field is compared with a colon: field:value. Put quotes around text to look for it as it stands.',
    instead: ofField((field) => `${field}:`),
  },
  {
    pattern: new RegExp(`${name}\\s*(?<op>[<>]=?)\\s*`, 'y'),
    say: 'A colon stands before the comparison: field:>value. Put quotes around text to look for it as it stands.',
    instead: ofField((field, { groups }) => `${field}:${groups?.['op'] ?? ''}`),
  },
  SINGLE_QUOTES,
  { pattern: /--+[^\s()"]*/y, say: 'Two minus signs exclude nothing; text with a minus in front is quoted.', instead: ([text]) => quote(text) },
  { pattern: /[-!](?=[\s)]|$)/y, say: 'There is nothing after this to exclude; to look for the character, quote it.', instead: ([text]) => quote(text) },
  { pattern: /\+(?=[^\s+])/y, say: 'Every term is required as it is; to look for a plus, quote it.', instead: () => '' },
];

const listed = (list: string): string =>
  list
    .split(',')
    .map((item) => item.trim().replace(/^'(.*)'$/s, (_, text: string) => quote(text)))
    .filter((item) => item !== '')
    .join(' OR ');

/** @throws {Trouble} when the term that begins at `at` is written in the way of another language. */
export const refuseHabits = (text: string, at: number): void => refuse(HABITS, text, at);

/** The same for a value after its field's colon. */
export const refuseValueHabits = (text: string, at: number): void => refuse([SINGLE_QUOTES], text, at);

function refuse(habits: readonly Habit[], text: string, at: number): void {
  for (const { pattern, say, instead } of habits) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) continue;
    const replacement = instead(match);
    if (replacement !== undefined) throw new Trouble(say, at, at + match[0].length, replacement);
  }
}
