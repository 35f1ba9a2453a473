import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { rowOf } from '../../../../test/support/event-row.ts';
import { ocsfValidator } from '../../../../test/support/ocsf.ts';
import { hasShared, readShared } from '../../../../test/support/shared.ts';
import { CLASS } from '../../ocsf/classes.ts';
import type { EventRow } from '../../ocsf/event.ts';
import { toOcsf } from '../../ocsf/present.ts';
import { createNormalizer } from '../index.ts';

type Truth = {
  assumed_year: number;
  failed_login_attempts: number;
  accepted_logins: number;
  failed_by_source: [string, number][];
  failed_by_user: [string, number][];
  accepted_by_source: [string, number][];
  failed_by_hour_top: [string, number][];
};

const normalizer = createNormalizer();

/** The rows of a stream, received at the end of the year that its truth assumes. */
function rowsOf(name: string, year: number): EventRow[] {
  const lines = gunzipSync(readShared(`logs/attack-streams/${name}.log.gz`)).toString().split(/\r?\n/).filter((line) => line !== '');
  return lines.map((line) => rowOf(normalizer, line, { receivedAt: Date.UTC(year, 11, 31) }));
}

const times = (row: EventRow): number => Number(row.attributes.count ?? 1);
const isFailure = (row: EventRow): boolean => row.classUid === CLASS.authentication && row.statusId === 2;
const isSignIn = (row: EventRow): boolean => row.classUid === CLASS.authentication && row.activityId === 1 && row.statusId === 1;
const from = (row: EventRow): string => row.srcIp || (row.attributes['src_endpoint.hostname'] ?? '');

function tally(rows: readonly EventRow[], key: (row: EventRow) => string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(key(row), (sums.get(key(row)) ?? 0) + times(row));
  return sums;
}

const streams = ['loghub-openssh-2k', 'loghub-linux-2k', 'ssh-auth-3-weeks'];

describe.skipIf(!hasShared)('streams of sign-in attempts', () => {
  test.for(streams)('%s: every attempt is counted once, for the right account, source and hour', (name) => {
    const truth: Truth = JSON.parse(readShared(`logs/attack-streams/${name}.truth.json`).toString());
    const rows = rowsOf(name, truth.assumed_year);
    const failed = rows.filter(isFailure);
    const accepted = rows.filter(isSignIn);
    const sum = (of: readonly EventRow[]): number => of.reduce((total, row) => total + times(row), 0);

    expect(sum(failed)).toBe(truth.failed_login_attempts);
    expect(sum(accepted)).toBe(truth.accepted_logins);
    const bySource = tally(failed, from);
    const byUser = tally(failed, ({ user }) => user);
    const byHour = tally(failed, ({ time }) => new Date(time).toISOString().slice(0, 13));
    const acceptedBySource = tally(accepted, from);
    expect(truth.failed_by_source.map(([source]) => [source, bySource.get(source)])).toEqual(truth.failed_by_source);
    expect(truth.failed_by_user.map(([user]) => [user, byUser.get(user === '(unknown user)' ? '' : user)])).toEqual(truth.failed_by_user);
    expect(truth.failed_by_hour_top.map(([hour]) => [hour, byHour.get(hour)])).toEqual(truth.failed_by_hour_top);
    expect(truth.accepted_by_source.map(([source]) => [source, acceptedBySource.get(source)])).toEqual(truth.accepted_by_source);
  });

  test('every line of them is a valid OCSF event', () => {
    const validate = ocsfValidator();
    const seen = new Map<string, number>();
    const checked = streams.flatMap((name) => rowsOf(name, 2026)).filter((row) => {
      // Thousands of lines are alike: twenty of each shape are checked.
      const shape = [row.format, row.classUid, row.activityId, row.statusId, ...Object.keys(row.attributes)].join();
      const count = (seen.get(shape) ?? 0) + 1;
      seen.set(shape, count);
      return count <= 20;
    });
    expect(checked.flatMap((row) => validate(structuredClone(toOcsf(row))))).toEqual([]);
    expect(seen.size).toBeGreaterThan(40);
  });
});
