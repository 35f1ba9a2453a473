import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { weightOf, WEIGHTS } from './attention.ts';
import { isSameHost } from './host-names.ts';
import { SPIKE } from './host-spikes.ts';

test.for([
  ['web-1', 'web-1', true],
  ['WEB-1', 'web-1.corp.example', true],
  ['web-1.corp.example.', 'Web-1.Corp.Example', true],
  ['web-1.corp.example', 'web-1.other.example', false],
  ['web-1', 'web-10.corp.example', false],
  ['web-1', 'web', false],
  ['10.0.0.5', '10', false],
  ['10.0.0.5', '10.0.0.5', true],
  ['::1', '::1', true],
  ['', '', false],
] as const)('%s and %s are one host: %s', ([a, b, same]) => {
  expect(isSameHost(a, b)).toBe(same);
  expect(isSameHost(b, a)).toBe(same);
});

const NOW = Date.UTC(2026, 5, 10);
const issue = (severity: string, isKnownExploited = false, openedAt = '2026-01-01T00:00:00Z') => ({ severity, isKnownExploited, openedAt });

test('both reasons together outweigh the worst of one', () => {
  const worstOfOne = Math.max(weightOf(issue('critical', true, '2026-06-09T00:00:00Z'), undefined, true, NOW), weightOf(undefined, { peak: 1_000_000 }, true, NOW));
  expect(weightOf(issue('high'), { peak: 20 }, false, NOW)).toBeGreaterThan(worstOfOne);
});

test('what is exploited, worse, new or in reach of the internet comes first', () => {
  const order = [
    weightOf(issue('high', true), undefined, true, NOW), weightOf(issue('high', true), undefined, false, NOW), weightOf(issue('critical', false, '2026-06-09T00:00:00Z'), undefined, false, NOW),
    weightOf(issue('critical'), undefined, false, NOW), weightOf(undefined, { peak: 80 }, false, NOW), weightOf(undefined, { peak: 20 }, false, NOW), weightOf(issue('high'), undefined, false, NOW), weightOf(undefined, undefined, true, NOW),
  ];
  expect(order).toEqual(order.toSorted((a, b) => b - a));
  expect(order.at(-1)).toBe(0);
});

test('the documented weights are those of the program', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/detections.md'), 'utf8');
  const { knownExploited, critical, high, fresh, internet, spike, doubling, mostDoublings, both } = WEIGHTS;
  for (const said of [
    `| ${knownExploited}; ${critical}; ${high} |`, `last 7 days | ${fresh} |`, `faces the internet | ${internet} |`, `| ${spike}, and ${doubling} for each doubling of ${SPIKE.least}, at most ${mostDoublings} times |`,
    `both kinds of reason | ${both} |`, `have ${SPIKE.least} failures or more, and more than ${SPIKE.times} times`,
  ]) expect(text).toContain(said);
});
