import type { Importance } from './contract.ts';

/** What leaves the house. Every text may hold the words of strangers: each channel neutralises them in its own way. */
export type Message = {
  /** `alert.raised`, `channel.test`, … */
  type: string;
  title: string;
  importance: Importance;
  /** Id of what it tells of. */
  about: string;
  /** Facts in order, a line each. */
  facts: readonly (readonly [label: string, value: string])[];
  /** What is to be read rather than looked at: headings with lines below each. */
  sections?: readonly Section[];
  /** Path of the page that shows more, below the public address. */
  path: string;
};

export type Section = { title: string; lines: readonly string[] };

const MOST_FACTS = 40;
const MOST_SECTIONS = 20;
const MOST_LINES = 100;
const LONGEST = 2_000;

/**
 * Cuts a message to its bounds and shows its control characters, line ends and turns of writing direction instead of
 * passing them on, so that no text can pretend to be another line or header.
 */
export function bounded(message: Message): Message {
  return {
    ...message,
    title: shown(message.title).slice(0, 300),
    facts: message.facts.slice(0, MOST_FACTS).map(([label, value]) => [shown(label).slice(0, 100), shown(value).slice(0, LONGEST)] as const),
    ...(message.sections === undefined ? {} : {
      sections: message.sections.slice(0, MOST_SECTIONS).map(({ title, lines }) => ({ title: shown(title).slice(0, 300), lines: lines.slice(0, MOST_LINES).map((line) => shown(line).slice(0, LONGEST)) })),
    }),
  };
}

const shown = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu, (character) => `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0') ?? ''}`);
