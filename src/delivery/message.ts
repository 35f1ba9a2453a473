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
  /** Path of the page that shows more, below the public address. */
  path: string;
};

const MOST_FACTS = 40;
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
  };
}

const shown = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu, (character) => `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0') ?? ''}`);
