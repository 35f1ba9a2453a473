import { z } from 'zod';
import { topic } from '../kernel/outbox.ts';
import { GateState } from './contract.ts';

/** A gate became another. `leftOpenAt` is when it stopped being open; null for one that never was. */
export const gateChanged = topic('program.gate', z.object({
  gate: z.string(), title: z.string(), before: GateState.nullable(), leftOpenAt: z.iso.datetime({ offset: true }).nullable(), now: GateState, sentence: z.string(), at: z.iso.datetime({ offset: true }),
}));

/** Another program asks less of gates than the one before it. */
export const programLoosened = topic('program.loosened', z.object({
  version: z.number().int(), by: z.string(), gates: z.array(z.object({ title: z.string(), conditions: z.number().int() })).max(2_000), at: z.iso.datetime({ offset: true }),
}));
