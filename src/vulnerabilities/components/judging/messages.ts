import type { Component } from '../../../scanning/index.ts';
import type { FindingFacts } from '../facts.ts';

export type Name = { ecosystem: string; name: string };

/** What the judging thread is asked. Components are told apart by whatever the asker calls them. */
export type Ask =
  | { ask: 'match'; components: readonly { key: string; judged: Component }[]; names: readonly Name[] }
  | { ask: 'fingerprints'; names: readonly Name[] }
  | { ask: 'exploitation'; ids: readonly string[] }
  | { ask: 'stamp' };

/** What is known against components by their key, and of each name what a later fingerprint is compared with. */
export type Matched = { findings: ReadonlyMap<string, readonly FindingFacts[]>; fingerprints: readonly string[] };

/** KEV and EPSS of an id now. */
export type Exploitation = Pick<FindingFacts, 'kev' | 'epss'>;

export type Answered =
  | { ask: 'match'; value: Matched }
  | { ask: 'fingerprints'; value: readonly string[] }
  | { ask: 'exploitation'; value: ReadonlyMap<string, Exploitation> }
  | { ask: 'stamp'; value: null };

/** `now` is the asker's clock, in milliseconds. */
export type Question = Ask & { id: number; now: number };

/** `digest`: of the advisories that answer; undefined where there are none, and then nothing is answered. */
export type Answer = { id: number } & ({ is: 'answered'; digest: string; answered: Answered } | { is: 'none' } | { is: 'failed'; reason: string });
