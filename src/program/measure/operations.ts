import { lastDrill } from '../../kernel/restore-drill.ts';
import type { Measured, MeasureNeeds } from './needs.ts';

/** Whether Glacis itself can be relied on. */
export async function measureOperations({ db }: Pick<MeasureNeeds, 'db'>): Promise<Measured> {
  const drill = await lastDrill(db);
  return { 'restore.passed': drill === undefined ? { unknown: 'no restore drill has been held yet: glacis backup drill' } : { value: drill.passed, at: Date.parse(drill.at) } };
}
