import type { Inventory } from '../../inventory/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Source } from '../../logs/contract.ts';
import type { FactValue } from '../gate/fact.ts';
import type { Rehearsals } from './rehearsals.ts';

export type MeasureNeeds = Pick<Kernel, 'db' | 'clock' | 'config'> & {
  inventory: Pick<Inventory, 'coverage'>;
  /** All sources of logs. */
  sources: () => Promise<readonly Source[]>;
  /** Committed batches that detection has not looked at. */
  detectionLag: () => Promise<number>;
  rehearsals: Rehearsals;
};

/** What was seen of a fact: its value; its value at another time (ms since the epoch) than now; or why it is not known. */
export type Seen = FactValue | { value: FactValue; at: number } | { unknown: string };
/** By the ids of facts. */
export type Measured = Readonly<Record<string, Seen>>;
