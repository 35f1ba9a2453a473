import { RE2JS } from 're2js';
import type { ExposedSecret } from '../cataloguer.ts';

/** Where a text stands, as far as rules care. */
export type Whereabouts = { path: string; name: string };

/** One kind of secret: the words that announce it, what it looks like from such a word on, and what only looks like it. */
export type Rule = Pick<ExposedSecret, 'title' | 'severity'> & {
  /** Kebab-case, stable: it stands in results and in people's lists of exceptions. */
  id: string;
  /** In lower case, ASCII, three characters at least; they are found in any case. Only around them is the pattern tried. */
  keywords: readonly [string, ...string[]];
  /**
   * RE2, from where the keyword begins (or `before` bytes before it); its group `secret` is the secret, the whole match where it has
   * none. Bytes are characters to it (Latin-1).
   */
  pattern: string;
  /** How far in front of the keyword the pattern begins. */
  before?: number;
  /** How many bytes from there on the pattern may look at; 320 unless said otherwise. */
  reach?: number;
  /** The keyword may stand within a word; else letters, digits, `_` and `-` before it refute it. */
  withinWord?: boolean;
  /** The keyword is part of a name that a value is assigned to: `=` or `:` follows, or nothing is tried. */
  named?: boolean;
  /** Characters that the secret has, at least and at most; instead of counts in the pattern, which cost when they are large. */
  length?: readonly [least: number, most: number];
  /** Bits per character that the secret has at least; 3 unless said otherwise. 0 for passwords, which people make up. */
  entropy?: number;
  /** Whether it is a secret after all, for what patterns cannot tell. */
  accepts?(secret: string, match: string): boolean;
  /** Only in files at these places. */
  where?(place: Whereabouts): boolean;
  /** The finding is the line of the keyword, not that of the secret, which begins below it. */
  pointsAtKeyword?: boolean;
};

export const REACH = 320;

/** What may stand between a name and its value in settings, JSON, YAML and code: the end of a quoted name, the sign, the opening quote. */
export const ASSIGNED = '["\'\\]]*[ \\t]*(?:=>|:=|==?|:|,)[ \\t]*["\'`]?';

/** What ends a token of letters, digits, `_` and `-`. */
export const END = '(?:[^A-Za-z0-9_-]|$)';

const compiled = new WeakMap<Rule, RE2JS>();

/** The rule's pattern, anchored; made at its first use, since most scans need few. */
export function patternOf(rule: Rule): RE2JS {
  let pattern = compiled.get(rule);
  if (pattern === undefined) {
    pattern = RE2JS.compile(`^(?:${rule.pattern})`);
    compiled.set(rule, pattern);
  }
  return pattern;
}
