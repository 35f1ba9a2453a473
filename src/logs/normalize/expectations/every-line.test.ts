import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rowOf } from '../../../../test/support/event-row.ts';
import { ocsfValidator } from '../../../../test/support/ocsf.ts';
import { hasShared, readShared, shared } from '../../../../test/support/shared.ts';
import { toOcsf } from '../../ocsf/present.ts';
import { createNormalizer } from '../index.ts';

/** Every log file of the shared data: hundreds of products that have no source of their own yet are among them. */
const files = (): string[] =>
  readdirSync(shared('logs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:log|jsonl)$/.test(name) && statSync(shared(join('logs', name))).isFile());

describe.skipIf(!hasShared)('every line of real logs at hand', () => {
  test('becomes a valid OCSF event with its raw line', () => {
    const normalizer = createNormalizer();
    const validate = ocsfValidator();
    const seen = new Map<string, number>();
    let count = 0;
    const invalid = files().flatMap((name) => readShared(`logs/${name}`).toString().split('\n')).flatMap((line) => {
      const row = rowOf(normalizer, line);
      count++;
      // Lines of one shape are alike: five of each are checked.
      const shape = [row.format, row.classUid, row.activityId, row.statusId, ...Object.keys(row.attributes)].join();
      const times = (seen.get(shape) ?? 0) + 1;
      seen.set(shape, times);
      if (times > 5) return [];
      const event = structuredClone(toOcsf(row));
      return event.raw_data === line ? validate(event).map((problem) => `${problem} of ${line.slice(0, 200)}`) : [`raw_data is not ${line}`];
    });
    expect(invalid).toEqual([]);
    expect(count).toBeGreaterThan(10_000);
    expect(seen.size).toBeGreaterThan(300);
  });
});
