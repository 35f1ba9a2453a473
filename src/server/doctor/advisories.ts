import { existsSync } from 'node:fs';
import type { Clock } from '../../kernel/clock.ts';
import type { Config } from '../../kernel/config.ts';
import { reasonOf } from '../../kernel/errors.ts';
import { advisoryFile, ageOf, openAdvisories } from '../../scanning/index.ts';
import { ok, problem, warning, type Finding } from './finding.ts';

const REMEDY = 'Run glacis advisories sync, once an hour or so (docs/advisories.md).';

/** Whether scans know what is known: advisories that are old hide what was found since. */
export function advisories({ advisories: directory }: Pick<Config, 'advisories'>, clock: Clock): Finding {
  const file = advisoryFile(directory);
  if (!existsSync(file)) return ok('advisories', 'none yet: the first glacis scan or glacis advisories sync brings them');
  try {
    const book = openAdvisories(file);
    book.close();
    const { isStale, words } = ageOf(book.stamp, clock.now());
    return isStale ? warning('advisories', `${words} old`, REMEDY) : ok('advisories', `${words} old, ${book.stamp.digest.slice(0, 19)}…`);
  } catch (error) {
    return problem('advisories', reasonOf(error), REMEDY);
  }
}
