import { all, contains, exists, matches, not, range, type Bound, type Query, type Span } from './ast.ts';
import { compareDecimals, readDecimal, shortest } from './decimal.ts';
import { RAW, type QueryField } from './fields.ts';
import { exactly, isAnything, lowered, matchesWhole } from './glob.ts';
import { readInstants } from './instant.ts';
import { compareKeys, readAddresses } from './network.ts';
import { closest } from './suggest.ts';
import { asciiLower, compareBytes } from './text.ts';
import { quote, Trouble } from './trouble.ts';
import type { Word } from './words.ts';

/** What a value says of a field: `user:alice`, `port:1..5`, `src_ip:10.0.0.0/8`, `status:*`. `at` is where the term begins. */
export function valueTerm(field: QueryField, word: Word, at: number): Query {
  if (!word.quoted && isAnything(word.glob)) return exists(field, at, word.end);
  if (field.kind === 'text') return words(field, word, at);
  if (word.exact === '') return field.kind === 'keyword' ? matches(field, word.glob, at, word.end) : not(exists(field, at, word.end), at);
  const between = dotted(field, word);
  if (between) return rangeTerm(field, between.low, between.high, at, word.end);
  if (field.kind === 'keyword') return matches(field, word.glob, at, word.end);
  if (word.exact === undefined) return wildcards(field, word, at);
  const number = field.kind === 'number' && field.place.is === 'attribute' ? readDecimal(word.exact) : undefined;
  // Attributes hold numbers as text in their shortest form, which is quicker to compare.
  if (number) return matches(field, exactly(shortest(number)), at, word.end);
  return range(field, spanOf(field, { word, op: 'is' }, { word, op: 'is' }, at), at, word.end);
}

/** A word or phrase without a field. */
export const freeTerm = (word: Word): Query =>
  !word.quoted && isAnything(word.glob) ? all(word.at, word.end) : words(RAW, word, word.at);

function words(field: QueryField, word: Word, at: number): Query {
  if (word.exact === '') throw new Trouble('There are no words between these quotation marks.', word.at, word.end, field === RAW ? '' : '*');
  if (word.exact === undefined && /\s/.test(word.written)) {
    throw new Trouble('A wildcard does not reach over spaces.', word.at, word.end, word.written.replace(/\\?\s+/g, ' '));
  }
  return contains(field, word.glob, at, word.end);
}

function wildcards(field: QueryField, word: Word, at: number): Query {
  if (field.kind === 'time') {
    throw new Trouble('A time takes no wildcards; a shorter one stands for all within it.', word.at, word.end, word.written.replace(/\W?\*+$/, ''));
  }
  if (field.kind !== 'enum') return matches(field, word.glob, at, word.end);
  const glob = lowered(word.glob);
  const names = Object.keys(field.names ?? {}).filter((name) => matchesWhole(glob, name));
  throw new Trouble(`${field.name} takes no wildcards.`, word.at, word.end, names.length > 1 ? `(${names.join(' OR ')})` : names[0]);
}

/** Splits `a..b`. Where anything may be a value, both ends must be numbers or times: `..` is common in paths. */
function dotted(field: QueryField, word: Word): { low: End; high: End } | undefined {
  const match = word.quoted ? null : /^([^*?\\]*?)\.\.([^*?\\]*)$/.exec(word.written);
  if (!match) return undefined;
  const [low = '', high = ''] = [match[1], match[2]];
  const countable = (text: string) => readDecimal(text) !== undefined || readInstants(text) !== undefined;
  if (field.kind === 'keyword' && !(countable(low) && countable(high))) return undefined;
  const part = (text: string, from: number): Word => ({ ...word, glob: [[text]], exact: text, written: text, at: from, end: from + text.length });
  return {
    low: low === '' ? null : { word: part(low, word.at), op: '>=' },
    high: high === '' ? null : { word: part(high, word.end - high.length), op: '<=' },
  };
}

/** One end of a range; null is open. `is` takes all that a literal stands for. */
export type End = { word: Word; op: '>' | '>=' | '<' | '<=' | 'is' } | null;

/** @throws {Trouble} when the field knows no order, a bound cannot be read, or nothing lies between the two. */
export function rangeTerm(field: QueryField, low: End, high: End, at: number, end: number): Query {
  if (field.kind === 'text') throw new Trouble(`${field.name} is text, which is not more or less than anything.`, at, end);
  if (!low && !high) return exists(field, at, end);
  if (field.kind === 'enum' && field.ordered !== true) {
    const { word } = low ?? high ?? { word: undefined };
    throw new Trouble(`${field.name} has no order: none of its names is more than another.`, at, end, word && `${field.name}:${word.written}`);
  }
  const span = spanOf(field, low, high, at);
  if (isEmpty(span)) {
    const swapped = low && high ? `${field.name}:[${high.word.written} TO ${low.word.written}]` : undefined;
    throw new Trouble('Nothing lies between these two: the first is beyond the second.', at, end, swapped);
  }
  return range(field, span, at, end);
}

function spanOf(field: QueryField, low: End, high: End, at: number): Span {
  const term = { field, at };
  const number = (word: Word) => single(readDecimal(value(word)) ?? refuse(term, word, 'a number'));
  switch (field.kind) {
    case 'number':
      return { of: 'number', ...bounds(low, high, number) };
    case 'time':
      return { of: 'time', ...bounds(low, high, (word) => readInstants(value(word)) ?? refuse(term, word, 'a time such as 2026-11-23T07:30Z')) };
    case 'ip':
      return { of: 'ip', ...bounds(low, high, (word) => readAddresses(value(word)) ?? refuseAddress(term, word)) };
    case 'enum':
      return { of: 'enum', ...bounds(low, high, (word) => single(numberOf(term, word))) };
    case 'keyword':
    case 'text': {
      const numeric = [low, high].every((end) => !end || readDecimal(value(end.word)) !== undefined);
      return numeric
        ? { of: 'number', ...bounds(low, high, number) }
        : { of: 'text', ...bounds(low, high, (word) => single(asciiLower(value(word)))) };
    }
  }
}

/** A literal stands for all from `first` to `last`; which of the two counts depends on the side that is asked for. */
type Literal<V> = { first: V; last: V };
const single = <V>(only: V): Literal<V> => ({ first: only, last: only });

function bounds<V>(low: End, high: End, read: (word: Word) => Literal<V>): { low: Bound<V> | null; high: Bound<V> | null } {
  const lower = low && { value: low.op === '>' ? read(low.word).last : read(low.word).first, inclusive: low.op !== '>', text: value(low.word) };
  const upper = high && { value: high.op === '<' ? read(high.word).first : read(high.word).last, inclusive: high.op !== '<', text: value(high.word) };
  return { low: lower, high: upper };
}

function isEmpty(span: Span): boolean {
  const past = <V>({ low, high }: { low: Bound<V> | null; high: Bound<V> | null }, compare: (a: V, b: V) => number) =>
    low !== null && high !== null && compare(low.value, high.value) >= (low.inclusive && high.inclusive ? 1 : 0);
  switch (span.of) {
    case 'number':
      return past(span, compareDecimals);
    case 'time':
    case 'enum':
      return past(span, (a, b) => a - b);
    case 'ip':
      return past(span, compareKeys);
    case 'text':
      return past(span, compareBytes);
  }
}

/** The text of a word that may hold no wildcards. */
function value(word: Word): string {
  if (word.exact === undefined) throw new Trouble('A bound takes no wildcards.', word.at, word.end, quote(word.written));
  return word.exact;
}

/** The term that a value belongs to: `at` is where it begins, field and all. */
type Term = { field: QueryField; at: number };

function numberOf({ field, at }: Term, word: Word): number {
  const names = field.names ?? {};
  const text = asciiLower(value(word)).replace(/[ -]/g, '_');
  const named = Object.hasOwn(names, text) ? names[text] : undefined;
  if (named !== undefined) return named;
  if (/^\d{1,9}$/.test(text) && (field.name === 'class' || Object.values(names).includes(Number(text)))) return Number(text);
  if (field.name === 'status' && /^[1-5]\d\d$/.test(text)) {
    throw new Trouble('status is how an event ended; the status of an HTTP answer is http_status.', word.at, word.end, `http_status:${text}`, at);
  }
  const known = Object.keys(names);
  const meant = SYNONYMS[text] ?? closest(text, known) ?? known.find((name) => name.slice(0, 3) === text.slice(0, 3));
  const said = `${field.name} is one of ${known.join(', ')}.`;
  if (meant !== undefined && known.includes(meant)) throw new Trouble(said, word.at, word.end, meant);
  throw new Trouble(said, word.at, word.end, quote(word.written), at);
}

const SYNONYMS: Readonly<Record<string, string>> = {
  ok: 'success', succeeded: 'success', successful: 'success', accepted: 'success', passed: 'success', allowed: 'success',
  failed: 'failure', fail: 'failure', error: 'failure', denied: 'failure', refused: 'failure', blocked: 'failure',
  info: 'informational', notice: 'informational', warn: 'medium', warning: 'medium', err: 'high', crit: 'critical', emergency: 'fatal',
  login: 'authentication', logon: 'authentication', signin: 'authentication', http: 'http_activity', ssh: 'ssh_activity', api: 'api_activity',
};

function refuseAddress(term: Term, word: Word): never {
  const text = value(word);
  const address = text.slice(0, text.indexOf('/'));
  if (/^\d{1,3}(\.\d{1,3}){0,2}\.?$/.test(text)) {
    throw new Trouble('This is only the beginning of an address.', word.at, word.end, `${text.replace(/\.$/, '')}.*`);
  }
  if (readAddresses(address)) {
    throw new Trouble('A network has at most 32 bits for IPv4 and 128 for IPv6.', word.at, word.end, address);
  }
  return refuse(term, word, 'an address such as 10.0.0.7 or a network such as 10.0.0.0/8');
}

/** A value of the wrong kind: the nearest thing that works is to look for it anywhere in the line. */
function refuse({ field, at }: Term, word: Word, wanted: string): never {
  throw new Trouble(`${field.name} is compared with ${wanted}.`, word.at, word.end, quote(word.written), at);
}
