import { expect, test } from 'vitest';
import type { AuditEntry } from '../kernel/audit.ts';
import { manualClock } from '../kernel/clock.ts';
import { serverLog } from '../kernel/log.ts';
import { refusalNotes } from './refusals.ts';

function setUp() {
  const written: AuditEntry[] = [];
  const clock = manualClock(0);
  const refusals = refusalNotes({ audit: { record: (entry) => { written.push(entry); return Promise.resolve(); } }, clock, log: serverLog('silent') });
  const entry = (name: string): AuditEntry => ({ action: 'access.refuse', outcome: 'failure', actor: { kind: 'unknown', name } });
  return { written, clock, refusals, entry };
}

test('a flood from one caller is two entries a minute: the first at once, the rest as a number', async () => {
  const { written, clock, refusals, entry } = setUp();
  for (let i = 0; i < 5_000; i += 1) refusals.note('a', entry('a'));
  expect(written).toHaveLength(1);
  clock.advance(60_000);
  refusals.note('a', entry('a'));
  expect(written.map(({ detail }) => detail?.['repeated'])).toEqual([undefined, 4_999, undefined]);
  await refusals.stop();
  expect(written).toHaveLength(3);
});

test('a flood of many callers shares one entry beyond a thousand', async () => {
  const { written, refusals, entry } = setUp();
  for (let i = 0; i < 5_000; i += 1) refusals.note(`caller ${i}`, entry(`caller ${i}`));
  await refusals.stop();
  expect(written).toHaveLength(1_002);
  expect(written.at(-1)).toMatchObject({ actor: { name: '(several)' }, detail: { repeated: 3_999 } });
});

test('what was counted is written when the server stops', async () => {
  const { written, refusals, entry } = setUp();
  for (let i = 0; i < 3; i += 1) refusals.note('a', entry('a'));
  await refusals.stop();
  expect(written.map(({ detail }) => detail?.['repeated'])).toEqual([undefined, 2]);
});
