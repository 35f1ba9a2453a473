import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PATIENCE_MS, chromiumPath } from '../support/browser.ts';
import { acceptedSignIn, failedSignIn, syslogTime, visitedHouse, type Visited } from '../support/visit.ts';

const hostile = [
  '<img src=x onerror="document.title=\'owned\'"><script>document.title=\'owned\'</script>',
  'invoice\u202egnp.exe opened by \u200broot',
  '\u001b[31mred\u001b[0m and a bell\u0007',
  'javascript:alert(1) {{constructor.constructor("alert(1)")()}} ${7*7}',
];

/** Holds back what the page wants done with its next frames until `releaseFrames()`: a machine that is busy draws late, but takes keys at once. */
const holdFrames = `{
  const held = [];
  const own = requestAnimationFrame;
  window.requestAnimationFrame = (frame) => held.push(frame);
  window.releaseFrames = () => {
    window.requestAnimationFrame = own;
    for (const frame of held) frame(performance.now());
  };
}`;

describe.skipIf(chromiumPath === undefined)('Logs in a browser (needs Chromium)', () => {
  let house: Visited;

  beforeAll(async () => {
    house = await visitedHouse();
    await house.send('web-1', [
      ...Array.from({ length: 30 }, (_, index) => failedSignIn('root', '203.0.113.9', 600 + index)),
      ...Array.from({ length: 12 }, (_, index) => acceptedSignIn(index % 2 === 0 ? 'alice' : 'bob', '10.20.4.17', 300 + index * 60)),
    ]);
    await house.send('shady', hostile.map((text, index) => `${syslogTime(120 + index)} box1 app[7]: ${text}`));
  });
  afterAll(() => house.close());

  const rows = '[role=grid] [role=row][data-index]';
  const counted = (page: Page, events: number) => page.getByRole('region', { name: 'Events over time' }).getByText(`${events} events`, { exact: true }).waitFor();

  test('a query that is typed is completed, run, and stands in the address; the events are listed, counted and marked', async () => {
    const { page, troubles } = await house.visit('/logs');
    await page.keyboard.press('/');
    await page.keyboard.type('status:fai');
    await page.getByRole('option', { name: /failure/ }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('password');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=status:failure\+password/);
    await counted(page, 30);
    const first = page.locator(rows).first();
    await first.getByText('root', { exact: true }).waitFor();
    expect(await first.locator('mark').first().innerText()).toBe('password');
    expect(await page.locator('section[aria-label="Events over time"]').innerText()).toContain('30 failed');
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('letters stay in the order that they were typed in, however late the page is drawn', async () => {
    const { page } = await house.visit('/logs');
    await page.keyboard.press('/');
    await page.keyboard.type('status:fai');
    await page.getByRole('option', { name: /failure/ }).waitFor();
    await page.evaluate(holdFrames);
    await page.keyboard.press('Tab');
    await page.keyboard.type('pass');
    await page.evaluate('releaseFrames()');
    await page.keyboard.type('word');
    await page.keyboard.press('Enter');
    await page.keyboard.type(' root');
    await page.waitForURL(/q=status:failure\+password$/);
    await counted(page, 30);
    expect(await page.getByRole('combobox', { name: 'Query' }).inputValue()).toBe('status:failure password root');
    await page.close();
  });

  test('an answer that comes late changes nothing of what is typed, and Tab takes only what fits it', async () => {
    const { page } = await house.visit('/logs');
    const query = page.getByRole('combobox', { name: 'Query' });
    const late = Promise.withResolvers<void>();
    await page.route(/events\/complete\?.*prefix=(al|rx)/, async (route) => {
      await late.promise;
      await route.continue();
    });
    await page.keyboard.press('/');
    await page.keyboard.type('user:al');
    await page.keyboard.press('Tab');
    await page.keyboard.type('i user:r');
    await page.getByRole('option', { name: /^root/ }).waitFor();
    await page.keyboard.type('x');
    await page.keyboard.press('Tab');
    await page.keyboard.type('yz');
    expect(await query.inputValue()).toBe('user:ali user:rxyz');
    for (const key of ['Backspace', 'Backspace', 'Backspace']) await page.keyboard.press(key);
    late.resolve();
    await page.getByRole('option', { name: /^root/ }).waitFor();
    await page.keyboard.press('Tab');
    expect(await query.inputValue()).toBe('user:ali user:root ');
    await page.close();
  });

  test('a mistake is underlined and told under its place, and Tab mends it', async () => {
    const { page } = await house.visit('/logs');
    await page.keyboard.press('/');
    await page.keyboard.type('usr:bob ');
    await page.getByText('There is no field usr.').waitFor();
    await page.keyboard.press('Tab');
    expect(await page.getByRole('combobox', { name: 'Query' }).inputValue()).toBe('user:bob');
    await page.keyboard.press('Control+Enter');
    await page.waitForURL(/q=user:bob/);
    await counted(page, 6);
    await page.close();
  });

  test('facets add and exclude, and take back', async () => {
    const { page } = await house.visit('/logs?q=class:authentication+source:web-1');
    const facets = page.getByRole('complementary', { name: 'Facets' });
    await facets.getByRole('button', { name: /^bob/ }).click();
    await page.waitForURL(/user:bob/);
    await counted(page, 6);
    await facets.getByRole('button', { name: /^bob/, pressed: true }).click();
    await counted(page, 42);
    await facets.getByRole('button', { name: /^root/ }).click({ modifiers: ['Alt'] });
    await page.waitForURL(/-user:root/);
    await counted(page, 12);
    await page.close();
  });

  test('by keys alone: to a row, into it, to the next, out again; a value leads on', async () => {
    const { page, troubles } = await house.visit('/logs?q=user:root');
    await page.locator(rows).first().getByText('root', { exact: true }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('complementary', { name: 'Event', exact: true });
    await drawer.getByText('Failed password for root from 203.0.113.9 port 51123 ssh2').first().waitFor();
    const first = new URL(page.url()).searchParams.get('event');
    await page.keyboard.press('j');
    await expect.poll(() => new URL(page.url()).searchParams.get('event'), { timeout: PATIENCE_MS }).not.toBe(first);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await drawer.getByRole('button', { name: '203.0.113.9', exact: true }).first().click();
    await page.getByRole('menuitem', { name: 'Without these' }).click();
    await page.waitForURL(/-src_ip:203.0.113.9/);
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('the address restores the view: query, columns, order and the open event', async () => {
    const { page: one } = await house.visit('/logs?q=user:bob&cols=host,service&order=asc');
    await one.locator(rows).getByText('bob', { exact: true }).first().click();
    await one.getByRole('complementary', { name: 'Event', exact: true }).waitFor();
    const address = one.url();
    const { page: other } = await house.visit(address.slice(house.server.url.length));
    await other.getByRole('complementary', { name: 'Event', exact: true }).getByText('Accepted publickey for bob').first().waitFor();
    expect(await other.getByRole('columnheader').allInnerTexts()).toEqual(['Time', 'Source', '', 'Who', 'From', 'host', 'service', 'Message']);
    expect(await other.getByRole('combobox', { name: 'Query' }).inputValue()).toBe('user:bob');
    expect(await other.getByRole('button', { name: 'Oldest first' }).count()).toBe(1);
    await Promise.all([one.close(), other.close()]);
  });

  test('a stretch of the histogram is chosen by keys', async () => {
    const { page } = await house.visit('/logs?q=user:root');
    const chart = page.getByRole('slider', { name: /Events over time/ });
    await chart.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Shift+ArrowLeft');
    expect(await chart.getAttribute('aria-valuetext')).toMatch(/events/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/from=.*to=/);
    await page.close();
  });

  test('live tail shows what arrives, and holds it back while somebody reads', async () => {
    // Of one source: Glacis's own log tells of every search, and so holds what is searched for.
    const { page } = await house.visit('/logs?q=source:web-1+tailed&live=1');
    await page.getByText('Following').waitFor();
    await house.send('web-1', [failedSignIn('tailed', '198.51.100.1', 1)]);
    await page.locator(rows).filter({ hasText: 'tailed' }).waitFor();
    await page.locator(rows).first().click();
    await page.getByText('Held while you read').waitFor();
    await house.send('web-1', [failedSignIn('tailed', '198.51.100.2', 1)]);
    await page.getByText('Held while you read: 1 new').waitFor();
    await page.keyboard.press('Escape');
    await page.locator(rows).filter({ hasText: '198.51.100.2' }).waitFor();
    await page.close();
  });

  test('a search is kept under a name and found again', async () => {
    const { page } = await house.visit('/logs?q=status:failure');
    await page.getByRole('button', { name: 'Searches' }).click();
    await page.getByRole('menuitem', { name: 'Keep this search…' }).click();
    await page.getByLabel('Name').fill('What failed');
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await page.getByRole('button', { name: 'What failed' }).waitFor();
    await page.goto(house.server.url);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('what fail');
    await page.getByRole('option', { name: /What failed/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=status:failure/);
    await page.close();
  });

  test('hostile lines are text: nothing runs, nothing hides, nothing reorders', async () => {
    const { page, troubles } = await house.visit('/logs?q=source:shady');
    const list = page.getByRole('grid', { name: 'Events' });
    await list.getByText('<script>').waitFor();
    for (let index = 0; index < hostile.length; index += 1) {
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.getByRole('complementary', { name: 'Event', exact: true }).locator('pre').waitFor();
    }
    expect(await list.innerText()).toContain('<script>');
    expect(await list.innerText()).toContain('U+202E');
    expect(await list.innerText()).toContain('␛[31m');
    expect(await list.locator('img, script').count()).toBe(0);
    expect(await page.title()).toBe('Logs · Glacis');
    expect(troubles).toEqual([]);
    await page.close();
  });
});
