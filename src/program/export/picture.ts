import type { z } from 'zod';
import type { IssueException } from '../../vulnerabilities/index.ts';
import type { FactAnswer, ProgramAnswer } from '../contract.ts';
import type { claims, overrides } from '../tables.ts';
import type { ExportSummary } from './contract.ts';
import type { Changes } from './decisions.ts';

/** Rows that are told one by one, the first of them, and how many there are. */
export type Told<Row> = { first: Row[]; all: number };
export type OverrideRow = typeof overrides.$inferSelect;
export type ClaimRow = typeof claims.$inferSelect;

/** What readable and machine-readable reports are made of: the program as it stands, and what happened in the range. */
export type Picture = {
  summary: ExportSummary;
  program: ProgramAnswer;
  facts: z.infer<typeof FactAnswer>[];
  /** The newest program of the archive, by name. */
  programFile: string;
  /** The second person who approved it; null where it asked for no less than the one before. */
  approvedBy: string | null;
  changes: ReadonlyMap<string, Changes>;
  overrides: Told<OverrideRow>;
  claims: Told<ClaimRow>;
  vulnerabilities: Told<IssueException>;
};

/** So many rows of a kind are told in reports; all are in the files. */
export const MOST_TOLD = 500;

/** Lets pages pass, and keeps the first rows for the reports. */
export async function* tapped<Row>(pages: AsyncIterable<Row[]>, told: Told<Row>): AsyncGenerator<Row[], void, undefined> {
  for await (const rows of pages) {
    told.first.push(...rows.slice(0, Math.max(0, MOST_TOLD - told.first.length)));
    told.all += rows.length;
    yield rows;
  }
}
