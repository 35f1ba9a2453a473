import type { Kernel } from '../../kernel/kernel.ts';
import type { Settle } from '../issues/settle.ts';
import type { Judge } from './judging/thread.ts';

/** What bringing stored components up to date takes. */
export type RematchNeeds = Pick<Kernel, 'db' | 'clock'> & { judge: Judge; settle: Settle };
