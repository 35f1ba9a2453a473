import type { ExposedSecret } from '../cataloguer.ts';
import { copiesNearby, maskedLine, type Span } from './excerpt.ts';
import { keywordFinder } from './keywords.ts';
import { entropyOf, isStandIn } from './likeness.ts';
import { REACH, patternOf, type Rule, type Whereabouts } from './rule.ts';

/** Findings of a file; matches beyond what they are chosen from are not kept. */
const [MOST_FINDINGS, MOST_MATCHES] = [100, 5_000];

/** Further away than what an excerpt shows. */
const NEARBY = 1_000;

const NEWLINE = 0x0a;

/** In longer ones every short word stands sooner or later. */
const LONGEST_STAND_IN = 200;

/** Shannon's measure says little of short texts. */
const TOO_SHORT_FOR_ENTROPY = 12;

/** How often one rule may try its pattern in vain in one file; what people write takes a small part of it. */
const MOST_TRIED = 4_000;

/** A name is not longer than this, nor are the signs between it and `=` or `:`. */
const [LONGEST_NAME, MOST_SIGNS] = [48, 8];

type Match = { rule: Rule; rank: number; start: number; secret: Span };

/** How far a rule has come in one file. */
type Progress = {
  /** What begins before it was looked at. */
  from: number;
  /** How often it was tried in vain. */
  tried: number;
};

/** What was found in a text; not complete where it repeats the words that stand beside secrets beyond all measure. */
export type Examination = { secrets: readonly ExposedSecret[]; isComplete: boolean };

/** What looks for secrets in the bytes of a text. */
export type Examiner = (bytes: Buffer, where: Whereabouts) => Examination;

/** Looks for what these rules describe; of several that find the same, the earlier one speaks. */
export function examiner(rules: readonly Rule[]): Examiner {
  const keywords = [...new Set(rules.flatMap((rule) => rule.keywords))];
  const find = keywordFinder(keywords);
  const ranked = rules.map((rule, rank) => ({ rule, rank }));
  const byKeyword = keywords.map((keyword) => ranked.filter(({ rule }) => rule.keywords.includes(keyword)));

  return (bytes, where) => {
    const matches: Match[] = [];
    const progress = new Map<Rule, Progress>();
    let isComplete = true;
    find(bytes, (keyword, start) => {
      for (const { rule, rank } of byKeyword[keyword] ?? []) {
        let known = progress.get(rule);
        if (known === undefined) progress.set(rule, (known = { from: rule.where?.(where) === false ? Infinity : 0, tried: 0 }));
        if (start < known.from || (!rule.withinWord && isWithinWord(bytes, start))) continue;
        if (matches.length >= MOST_MATCHES || known.tried > MOST_TRIED) {
          isComplete = false;
          continue;
        }
        if (rule.named) {
          const end = nameEnd(bytes, start);
          // Further keywords in the same name lead to the same value.
          known.from = end;
          if (!isAssigned(bytes, end)) continue;
        }
        const secret = match(rule, bytes, start);
        if (secret === undefined) known.tried += 1;
        else {
          known.from = secret.end;
          matches.push({ rule, rank, start, secret });
        }
      }
    });
    return { secrets: matches.length === 0 ? [] : findingsOf(bytes, matches), isComplete };
  };
}

function nameEnd(bytes: Buffer, start: number): number {
  let end = start;
  while (end - start < LONGEST_NAME && isNameByte(bytes[end])) end++;
  return end;
}

/** Whether `=` or `:` follows, behind quotes, brackets and spaces at most. */
function isAssigned(bytes: Buffer, nameEnd: number): boolean {
  let at = nameEnd;
  while (at - nameEnd < MOST_SIGNS && SIGNS.has(bytes[at] ?? 0)) at++;
  return bytes[at] === 0x3a || bytes[at] === 0x3d;
}

const SIGNS = new Set(Buffer.from('"\'] \t'));

/** The secret that the rule sees where its keyword begins. */
function match(rule: Rule, bytes: Buffer, start: number): Span | undefined {
  const from = Math.max(0, start - (rule.before ?? 0));
  const text = bytes.toString('latin1', from, Math.min(bytes.length, from + (rule.reach ?? REACH)));
  const matcher = patternOf(rule).matcher(text);
  if (!matcher.lookingAt()) return undefined;
  const group = rule.pattern.includes('(?P<secret>') ? 'secret' : 0;
  const [begin, end] = [matcher.start(group), matcher.end(group)];
  const secret = text.slice(begin, end);
  if (secret.length <= LONGEST_STAND_IN && isStandIn(secret)) return undefined;
  if (secret.length >= TOO_SHORT_FOR_ENTROPY && entropyOf(secret) < (rule.entropy ?? 3)) return undefined;
  const [least, most] = rule.length ?? [0, Infinity];
  if (secret.length < least || secret.length > most) return undefined;
  if (rule.accepts?.(secret, text.slice(0, matcher.end())) === false) return undefined;
  return { start: from + begin, end: from + end };
}

/** Whether a word goes on here. `\n` in a string is no part of what follows it. */
const isWithinWord = (bytes: Buffer, at: number): boolean => isWordByte(bytes[at - 1]) && !(bytes[at - 2] === 0x5c && ESCAPES.has(bytes[at - 1] ?? 0));

const ESCAPES = new Set(Buffer.from('nrt'));

/** Letters, digits, `_` and `-`. */
const isWordByte = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x5f || byte === 0x2d);

/** Those, and `.`. */
const isNameByte = (byte: number | undefined): boolean => isWordByte(byte) || byte === 0x2e;

/** Each secret once, by the rule that comes first, in the order of the text. */
function distinct(matches: readonly Match[]): Match[] {
  const best = new Map<number, Match>();
  for (const each of matches) {
    const known = best.get(each.start);
    if (known === undefined || each.rank < known.rank) best.set(each.start, each);
  }
  const chosen: Match[] = [];
  for (const each of [...best.values()].sort((a, b) => a.secret.start - b.secret.start || a.rank - b.rank)) {
    const last = chosen.at(-1);
    if (last === undefined || each.secret.start >= last.secret.end) chosen.push(each);
    else if (each.rank < last.rank) chosen[chosen.length - 1] = each;
  }
  return chosen;
}

/** The first of each rule on each line, with what may be shown of the line. */
function findingsOf(bytes: Buffer, matches: readonly Match[]): ExposedSecret[] {
  const secrets = matches.map(({ secret }) => secret);
  const lines = lineCounter(bytes);
  const known = new Set<string>();
  const found: ExposedSecret[] = [];
  const focused = distinct(matches).map((each) => ({ ...each, focus: each.rule.pointsAtKeyword ? { start: each.start, end: each.secret.end } : each.secret }));
  for (const { rule: { id, title, severity }, secret, focus } of focused.sort((a, b) => a.focus.start - b.focus.start)) {
    if (found.length >= MOST_FINDINGS) break;
    const line = lines(focus.start);
    if (known.has(`${line} ${id}`)) continue;
    known.add(`${line} ${id}`);
    const near = secrets.filter(({ start, end }) => end > focus.start - NEARBY && start < focus.start + NEARBY);
    found.push({ rule: id, title, severity, line, excerpt: maskedLine(bytes, focus, [...near, ...copiesNearby(bytes, secret)].sort((a, b) => a.start - b.start)) });
  }
  return found;
}

/** Lines from 1, asked in the order of the text. */
function lineCounter(bytes: Buffer): (at: number) => number {
  let [line, counted] = [1, 0];
  return (at) => {
    for (let next = bytes.indexOf(NEWLINE, counted); next >= 0 && next < at; next = bytes.indexOf(NEWLINE, counted)) {
      line += 1;
      counted = next + 1;
    }
    return line;
  };
}
