import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../support/browser.ts';
import { failedSignIn, visitedHouse, type Visited } from '../support/visit.ts';

const EVENTS = 100_000;
const BATCH = 20_000;
/** Processor time of the page's thread that a frame may take: 60 frames a second. */
const FRAME_MS = 16;
const FRAMES = 400;
/** Frames that may show a gap where the machine itself was busy elsewhere: one in a hundred. */
const GAPS = FRAMES / 100;
const STEP_PX = 600;

/** Scrolls so many pixels a frame for so many frames, as fast as frames come; says how far it got and whether rows were missing. */
const scroll = `(async () => {
  const grid = document.querySelector('[role=grid]');
  let missing = 0;
  for (let frame = 0; frame < ${FRAMES}; frame += 1) {
    // The scroll event of the step before has been handled when the frame begins: what is not there now is not painted.
    await new Promise(requestAnimationFrame);
    const edge = grid.getBoundingClientRect();
    const row = document.elementFromPoint(edge.left + 60, edge.top + edge.height / 2);
    if (row === null || row.closest('[role=row]') === null) missing += 1;
    grid.scrollTop += ${STEP_PX};
  }
  return { missing, top: grid.scrollTop };
})()`;

describe.skipIf(chromiumPath === undefined)('A hundred thousand events in a browser (needs Chromium)', () => {
  let house: Visited;

  beforeAll(async () => {
    house = await visitedHouse();
    for (let sent = 0; sent < EVENTS; sent += BATCH) {
      await house.send('web-1', Array.from({ length: BATCH }, (_, index) => failedSignIn(`user${(sent + index) % 97}`, `10.1.${(sent + index) % 200}.7`, (sent + index) % 80_000)));
    }
  });
  afterAll(() => house.close());

  test('scroll without stutter, in bounded memory, to the last', async () => {
    const { page, troubles } = await house.visit('/logs?q=source:web-1');
    await page.getByRole('region', { name: 'Events over time' }).getByText('100,000 events', { exact: true }).waitFor();
    await page.getByRole('grid', { name: 'Events' }).getByText(/^user\d+$/).first().waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const measured = async (): Promise<Record<string, number>> => Object.fromEntries((await session.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]));

    const before = await measured();
    const { missing } = await page.evaluate<{ missing: number; top: number }>(scroll);
    const after = await measured();
    const perFrame = (name: string) => (((after[name] ?? 0) - (before[name] ?? 0)) / FRAMES) * 1_000;
    expect(missing, 'frames in which the middle of the list was empty').toBeLessThanOrEqual(GAPS);
    expect(perFrame('ScriptDuration') + perFrame('LayoutDuration') + perFrame('RecalcStyleDuration'), 'ms a frame').toBeLessThan(FRAME_MS);

    // To the end by leaps; the pages between come by keyset, one after the other.
    await expect.poll(async () => {
      await page.keyboard.press('End');
      return page.locator('[role=grid] [role=row]').last().getAttribute('aria-rowindex');
    }, { timeout: 60_000, interval: 50 }).toBe(String(EVENTS + 1));
    await session.send('HeapProfiler.collectGarbage');
    expect((await measured())['JSHeapUsedSize']).toBeLessThan(120 * 1024 ** 2);
    expect(troubles).toEqual([]);
    await page.close();
  });
});
