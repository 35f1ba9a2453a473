import { existsSync } from 'node:fs';
import { systemClock } from '../../kernel/clock.ts';
import { errors, reasonOf } from '../../kernel/errors.ts';
import { PUBLIC_BUCKET, advisoryDirectory, advisoryFile, ageOf, ageWords, openAdvisories, syncAdvisories, type OpenAdvisories } from '../../scanning/index.ts';
import type { ScanOptions } from './options.ts';
import type { Teller } from './teller.ts';

/** Older than this they are brought up to date before a scan, where that is allowed. */
const REFRESH_AFTER_MS = 24 * 3_600_000;

export type Advisories = { book: OpenAdvisories; isStale: boolean; warnings: string[] };

/**
 * Opens the advisories, and first brings them up to date where there are none, they are a day old, or a source was named.
 * What cannot be refreshed is used as it is, with a warning.
 * @throws {GlacisError} `advisories_missing` where there are none to be had, `advisories_too_old` beyond `--max-advisory-age`.
 */
export async function advisoriesFor({ advisories: { from, maxAgeMs, update }, offline }: Pick<ScanOptions, 'advisories' | 'offline'>, teller: Teller, env = process.env): Promise<Advisories> {
  const directory = advisoryDirectory(env);
  const file = advisoryFile(directory);
  const warnings: string[] = [];
  const isLocal = from !== undefined && !/^https?:/.test(from);
  const mayAsk = update && (!offline || isLocal);
  if (mayAsk && (from !== undefined || isDue(file))) {
    try {
      // With old ones at hand a scan does not wait for a server that is slow to answer.
      await syncAdvisories({ directory, from, clock: systemClock, env, onProgress: teller.progress, ...(existsSync(file) ? { waits: [] } : {}) });
    } catch (error) {
      if (from !== undefined || !existsSync(file)) throw error;
      warnings.push(`The advisories could not be brought up to date: ${reasonOf(error)}`);
    } finally {
      teller.clear();
    }
  }
  const book = openAdvisories(file);
  const age = ageOf(book.stamp, systemClock.now());
  if (maxAgeMs !== undefined && age.ms > maxAgeMs) {
    book.close();
    throw errors.advisoriesTooOld({ age: age.words, limit: ageWords(maxAgeMs) });
  }
  if (age.isStale) warnings.push(`The advisories are ${age.words} old: newer vulnerabilities are not known.`);
  return { book, isStale: age.isStale, warnings };
}

/** Whether the public bucket should be asked: what came from a mirror or a directory is its operator's to refresh. */
function isDue(file: string): boolean {
  if (!existsSync(file)) return true;
  try {
    const book = openAdvisories(file);
    // Where they came from takes counting all of them: only old ones are asked.
    const isDue = ageOf(book.stamp, systemClock.now()).ms > REFRESH_AFTER_MS && book.facts().from === PUBLIC_BUCKET;
    book.close();
    return isDue;
  } catch {
    // Damaged, or of another version: a sync makes it anew.
    return true;
  }
}
