import type { Tx } from '../kernel/database/index.ts';
import type { Finding } from './contract.ts';
import type { SignIns } from './gathering.ts';

/** What a detector made of what it saw: findings to tell, and what to write down in the same transaction. */
export type Outcome = { findings: readonly Finding[]; write(tx: Tx): Promise<void> };

/**
 * One kind of detection, run by the runner. It may remember things in memory: one server at a time runs it, calls come one after
 * the other, and if what an outcome writes cannot be committed the detector is thrown away and made anew from what was.
 */
export type Detector = {
  readonly name: string;
  /** Reads what was remembered up to `received`, the receipt of the newest sign-in seen; called once, before anything else. */
  restore(received: number): Promise<void>;
  /** Looks at the sign-ins of newly committed batches. `received`: the receipt of the newest sign-in ever seen. */
  observe(signIns: SignIns, received: number): Promise<Outcome>;
  /** Time passes without sign-ins. */
  advance(now: number): Outcome;
  /** Figures for the metrics, by name. */
  figures(): Readonly<Record<string, number>>;
};

export const nothing: Outcome = { findings: [], write: async () => {} };
