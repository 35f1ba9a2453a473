import { openBrowser, seriousFindings } from '../../test/support/browser.ts';
import { startFixture } from './fixture/server.ts';
const fixture = await startFixture(100_000);
const browser = await openBrowser();
const { page, troubles } = await browser.page('dark');
await page.goto(`${fixture.url}/logs?range=all`);
await page.waitForSelector('[role=row][data-index="3"]');
await page.waitForLoadState('networkidle');
const session = await browser.context.newCDPSession(page);
await session.send('Performance.enable', { timeDomain: 'threadTicks' });
const metrics = async () => Object.fromEntries((await session.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]));
const before = await metrics();
const grid = page.locator('[role=grid]');
await grid.hover();
const result = await page.evaluate(async () => {
  const element = document.querySelector('[role=grid]') as HTMLElement;
  const deltas: number[] = [];
  let last = performance.now();
  const start = last;
  let waited = 0;
  while (performance.now() - start < 8_000) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    deltas.push(now - last);
    last = now;
    element.scrollTop += 400;
    if (document.querySelector('[role=row][data-index]:last-child span[class*=waiting]')) waited += 1;
  }
  return { deltas, top: element.scrollTop, rows: element.scrollTop / 28, waited };
});
const after = await metrics();
for (const name of ['TaskDuration', 'ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration']) console.log(name, (((after[name] ?? 0) - (before[name] ?? 0)) / result.deltas.length * 1000).toFixed(2), 'ms a frame');
console.log('heap', (after['JSHeapUsedSize'] ?? 0) / 1e6, 'nodes', after['Nodes']);
const sorted = result.deltas.toSorted((a, b) => a - b);
console.log({ frames: sorted.length, p50: sorted[sorted.length >> 1], p95: sorted[Math.floor(sorted.length * 0.95)], p99: sorted[Math.floor(sorted.length * 0.99)], max: sorted.at(-1), rows: result.rows, waited: result.waited });
if (process.argv[2]) for (const path of ['/', '/logs', '/alerts', '/alerts?alert=a2', '/sign-ins', '/sign-ins?sign-in=e1', '/identities', '/sources', '/sources?source=edge', '/settings/account', '/settings/people', '/settings/tokens', '/settings/channels', '/settings/mail', '/settings/sso', '/settings/audit', '/sign-in']) {
  for (const theme of ['dark', 'light'] as const) {
    const { page: other } = await browser.page(theme);
    await other.goto(fixture.url + path);
    await other.waitForLoadState('networkidle');
    const found = await seriousFindings(other);
    console.log(path, theme, found.length === 0 ? 'fine' : found.slice(0, 6));
    await other.close();
  }
}
console.log(troubles);
await browser.close();
await fixture.stop();
