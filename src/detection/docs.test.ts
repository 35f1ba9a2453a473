import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SignInReason } from './contract.ts';
import { readIdentityRows } from './signins/identity-rows.ts';
import { ACCOUNT_LIMITS } from './spikes/account.ts';
import { QUIET } from './spikes/episode.ts';
import { REMEMBERED } from './spikes/remembered.ts';
import { THRESHOLDS } from './spikes/thresholds.ts';
import { MOST_EVENTS, MOST_NAMES } from './spikes/totals.ts';

const doc = (name: string) => readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8');
const grouped = (count: number) => count.toLocaleString('en-US');

test('the documented thresholds and bounds are those of the program', () => {
  const text = doc('detections.md');
  const { account, estate } = THRESHOLDS;
  for (const said of [
    `*F* ≥ ${account.least} **and** *F* > median + ${account.deviations} · max(MAD, 1)`,
    `a spike when *F* ≥ ${account.cold}.`,
    `*n* ≥ ${estate.least} **and** *n* > ${estate.times} · median **and** (*n* − median) / (1.4826 · max(MAD, 1)) > ${estate.z}`,
    `*n* ≥ ${estate.cold}`,
    `accounts remembered | ${grouped(ACCOUNT_LIMITS.accounts)}`,
    `by second and address | ${grouped(ACCOUNT_LIMITS.cells)}`,
    `attempts remembered in all | ${grouped(ACCOUNT_LIMITS.allCells)}`,
    `told apart in one alert | ${grouped(MOST_NAMES)}`,
    `the latest ${MOST_EVENTS}`,
  ]) expect(text).toContain(said);
  expect([QUIET, REMEMBERED]).toEqual([2 * 3_600_000, 3 * 3_600_000]);
});

test('every detection that raises alerts is in the list', () => {
  const src = join(import.meta.dirname, '..');
  const raised = globSync('**/*.ts', { cwd: src, exclude: (name) => name.endsWith('.test.ts') })
    .flatMap((file) => [...readFileSync(join(src, file), 'utf8').matchAll(/\bdetection: [^,;\n]*/g)])
    .flatMap(([said]) => [...said.matchAll(/'([a-z-]+\.[a-z-]+)'/g)].map(([, name]) => name));
  const told = new Set([...doc('detections.md').matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, names = '']) => names.split(', ').map((name) => name.replaceAll('`', ''))));
  expect(new Set(raised)).toEqual(new Set([...told].filter((name) => name.includes('.'))));
});

test('the documented reasons are those that the program gives', () => {
  const rows = [...doc('sign-ins.md').matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, reason]) => reason);
  expect(new Set(rows)).toEqual(new Set(SignInReason.options));
});

test('the documented CSV is taken', () => {
  const csv = /```csv\n([\s\S]*?)```/.exec(doc('sign-ins.md'))?.[1]?.replace(/^ {2}/gm, '') ?? '';
  const { rows, rejected } = readIdentityRows(csv);
  expect(rejected).toEqual([]);
  expect(rows.map(({ name, said }) => [name, said.kind])).toEqual([['Alice Berger', 'person'], ['Bob Conrad', 'person'], ['Deploy robot', 'service']]);
});
