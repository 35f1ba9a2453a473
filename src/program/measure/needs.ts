import type { Inventory } from '../../inventory/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Source } from '../../logs/contract.ts';
import type { FactValue } from '../gate/fact.ts';

export type MeasureNeeds = Pick<Kernel, 'db' | 'clock' | 'config'> & {
  inventory: Pick<Inventory, 'coverage'>;
  /** All sources of logs. */
  sources: () => Promise<readonly Source[]>;
  /** Committed batches that detection has not looked at. */
  detectionLag: () => Promise<number>;
};

/** Facts by id. A fact that a part leaves out was not measured, and is not known. */
export type Measured = Readonly<Record<string, FactValue>>;
