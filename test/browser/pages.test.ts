import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { EnrolledNode } from '../../src/inventory/contract.ts';
import { PATIENCE_MS, chromiumPath, seriousFindings } from '../support/browser.ts';
import { acceptedSignIn, failedSignIn, visitedHouse, type Visited } from '../support/visit.ts';

describe.skipIf(chromiumPath === undefined)('The other pages in a browser (needs Chromium)', () => {
  let house: Visited;
  /** Id of the node that one of the tests enrols. */
  let node = '';

  beforeAll(async () => {
    house = await visitedHouse();
    const spike = (user: string, ip: string) => Array.from({ length: 30 }, (_, index) => failedSignIn(user, ip, 400 + index));
    await house.send('web-1', [...spike('root', '203.0.113.9'), ...spike('admin', '198.51.100.23'), acceptedSignIn('admin', '198.51.100.23', 60)]);
    const found = async (path: string) => (await house.server.api('GET', path)).json;
    await vi.waitFor(async () => {
      expect(await found('/api/v1/alerts/summary')).toMatchObject({ open: 2 });
      expect(await found('/api/v1/sign-ins?expected=false')).toMatchObject({ items: [{ account: 'alice@example.org' }, { account: 'admin' }] });
    }, { timeout: PATIENCE_MS, interval: 200 });
  });
  afterAll(() => house.close());

  test('the overview asks what the company asks, answers it, and tells the state of the house and what is behind it', async () => {
    const { page, troubles } = await house.visit('/');
    await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText(), { timeout: PATIENCE_MS }).toBe('May we host our own infrastructure repository? Not yet.');
    await page.getByText(/^2 alerts open and 2 sign-ins to review$/i).waitFor();
    expect(await page.getByRole('navigation', { name: 'Gates' }).getByRole('link').allInnerTexts()).toEqual([expect.stringMatching(/infrastructure repository\s+closed/), expect.stringMatching(/private code\s+closed/)]);
    await page.getByRole('region', { name: /^Holding/ }).getByRole('link', { name: /→/ }).first().waitFor();
    const needs = page.getByRole('region', { name: 'Needs me now' });
    await needs.getByText('Spike of failed sign-ins to root').waitFor();
    await needs.getByText('unknown account, after failures').waitFor();
    await expect.poll(() => page.getByRole('region', { name: 'Is visibility whole?' }).innerText(), { timeout: PATIENCE_MS }).toMatch(/received[^]*stored[^]*duplicate[^]*rejected/);
    await page.getByRole('region', { name: /Sign-in health/ }).getByRole('link', { name: '203.0.113.9' }).waitFor();
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('alerts are handled by keys: marked, acknowledged together, opened, resolved with a note', async () => {
    const { page, troubles } = await house.visit('/alerts');
    const grid = page.getByRole('grid', { name: 'Alerts' });
    await grid.getByText('Spike of failed sign-ins to root').waitFor();
    for (const key of ['j', 'x', 'j', 'x', 'a']) await page.keyboard.press(key);
    await page.getByText('2 alerts acknowledged.').waitFor();
    await page.getByRole('tab', { name: /Acknowledged/ }).click();
    await grid.getByText('Spike of failed sign-ins to root').click();
    const drawer = page.getByRole('complementary', { name: 'Alert', exact: true });
    await drawer.getByText(/Acknowledged by/).waitFor();
    expect(await drawer.getByRole('link', { name: '203.0.113.9' }).getAttribute('href')).toMatch(/^\/logs\?q=.*src_ip:203\.0\.113\.9/);
    await drawer.getByLabel('Note').fill('a scanner, blocked');
    await drawer.getByRole('button', { name: 'Resolve' }).click();
    await drawer.getByText('a scanner, blocked').first().waitFor();
    await drawer.getByRole('link', { name: /events in Logs/ }).click();
    await page.getByRole('region', { name: 'Events over time' }).getByText('30 events', { exact: true }).waitFor();
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('a source is added with its token, and a line sent as it says arrives', async () => {
    const { page, troubles } = await house.visit('/sources');
    await page.keyboard.press('n');
    await page.getByLabel('Name').fill('fresh-box');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('tab', { name: 'curl' }).click();
    const shown = await page.getByRole('dialog').getByRole('tabpanel').innerText();
    const token = /Bearer ([\w-]+)/.exec(shown)?.[1];
    const address = /'(http[^']*source=fresh-box)'/.exec(shown)?.[1];
    const sent = await fetch(String(address), { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' }, body: 'hello from fresh-box' });
    expect(sent.status).toBe(200);
    await expect.poll(async () => (await house.server.api('GET', '/api/v1/sources/fresh-box')).json, { timeout: PATIENCE_MS }).toMatchObject({ ledger: { stored: 1 } });
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('complementary', { name: 'Source fresh-box' }).getByRole('link', { name: 'Its events' }).click();
    await page.getByRole('grid', { name: 'Events' }).getByText('hello from fresh-box').waitFor();
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('of the source of Glacis itself only what can be changed is offered, and that is saved', async () => {
    const { page, troubles } = await house.visit('/sources?source=glacis');
    const drawer = page.getByRole('complementary', { name: 'Source glacis' });
    await drawer.getByRole('tab', { name: 'Settings' }).click();
    await drawer.getByLabel('What it is').fill('The audit log');
    expect(await drawer.getByRole('tab').allInnerTexts()).toEqual(['Ledger', 'Settings']);
    expect(await drawer.getByLabel('Format').or(drawer.getByLabel(/^Keep for/)).or(drawer.getByRole('button', { name: /^Delete/ })).count()).toBe(0);
    await drawer.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    expect((await house.server.api('GET', '/api/v1/sources/glacis')).json).toMatchObject({ description: 'The audit log', format: 'glacis-audit', retentionDays: 365 });
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('an unexpected sign-in says why, and is confirmed; who it is of is imported', async () => {
    const { page, troubles } = await house.visit('/sign-ins');
    const grid = page.getByRole('grid', { name: 'Sign-ins' });
    await grid.getByText('unknown account, after failures').click();
    const drawer = page.getByRole('complementary', { name: 'Sign-in', exact: true });
    await drawer.getByText('Unknown account').waitFor();
    await drawer.getByRole('button', { name: 'It was meant' }).click();
    await drawer.waitFor({ state: 'detached' });
    await grid.getByText('after failures').waitFor({ state: 'detached' });

    await page.getByRole('link', { name: 'People and services', exact: true }).click();
    await page.getByRole('button', { name: 'Import CSV' }).click();
    await page.getByLabel('Lines of CSV').fill('name,kind,accounts\nAda Admin,person,admin\n,person,nobody');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText(/1 added, 0 changed, 0 as they were, 1 not taken/).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('grid', { name: 'People and services' }).getByText('Ada Admin').waitFor();
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('a node is enrolled by what the page says, named by keys, and stands as a gap until it reports', async () => {
    const { page, troubles } = await house.visit('/settings/agents');
    await page.keyboard.press('n');
    await page.getByLabel('Environment').fill('production');
    await page.keyboard.press('Enter');
    const command = await page.getByRole('dialog').getByText('glacis agent enroll').innerText();
    const token = /--token (\S+)/.exec(command)?.[1];
    const enrolled = await fetch(`${house.server.url}/api/v1/agents/enroll`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token, name: 'web-9', machine: 'a'.repeat(64), version: '0.1.0' }) });
    expect(enrolled.status).toBe(201);
    ({ node } = EnrolledNode.parse(await enrolled.json()));
    await page.getByRole('button', { name: 'Done' }).click();
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    const grid = page.getByRole('grid', { name: 'Assets' });
    await grid.getByText('web-9').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'web-9' }).waitFor();
    await page.getByText('nobody').waitFor();
    await page.keyboard.press('e');
    await page.getByLabel('Owner').fill('platform');
    await page.keyboard.press('Enter');
    await page.getByText('1 asset changed.').waitFor();
    await page.getByText('said by hand').waitFor();
    expect((await house.server.api('GET', `/api/v1/assets/${node}`)).json).toMatchObject({ owner: 'platform', environment: 'production', scan: { state: 'never' } });
    await page.goto(`${house.server.url}/coverage`);
    await page.getByRole('grid', { name: 'Gaps, longest unseen first' }).getByText('Enrol its agent').waitFor();
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('who owns what is said by rules, the first of which counts', async () => {
    const { page, troubles } = await house.visit('/settings/owners');
    for (const [name, match, owner] of [['All nodes', '*', 'platform'], ['The shop', 'shop-*', 'payments']] as const) {
      await page.getByRole('button', { name: 'Add a rule' }).first().click();
      await page.getByLabel('Name', { exact: true }).fill(name);
      await page.getByLabel('Fits names like').fill(match);
      await page.getByLabel('Owner', { exact: true }).fill(owner);
      await page.keyboard.press('Enter');
      await page.getByRole('cell', { name, exact: true }).waitFor();
    }
    await page.getByRole('button', { name: 'Move “The shop” up' }).click();
    await expect.poll(async () => (await house.server.api('GET', '/api/v1/owner-rules')).json, { timeout: PATIENCE_MS }).toMatchObject({ rules: [{ name: 'The shop' }, { name: 'All nodes' }] });
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('a program is saved only when nothing is wrong with it; what is wrong is told with its place', async () => {
    const { page, troubles } = await house.visit('/program/edit');
    const field = page.getByLabel('program.yaml');
    const written = await field.inputValue();
    await field.fill(written.replace('images.running > 0', 'images.runing > 0'));
    await page.getByRole('button', { name: /^\d+:\d+\s*There is no fact images\.runing/ }).click();
    expect(await page.evaluate<string>('getSelection().toString()')).toMatch(/^images\.runing > 0/);
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await field.fill(written.replace('acme/cloud', 'acme/house'));
    await page.getByText('Nothing is wrong: gates are judged by it once it is saved.').waitFor();
    await page.keyboard.press('ControlOrMeta+s');
    await page.getByText('Version 1 holds.').waitFor();
    expect((await house.server.api('GET', '/api/v1/program')).json).toMatchObject({ version: 1, subject: 'acme/house' });
    expect(troubles).toEqual([]);
    await page.close();
  });

  /** Forms of one make; in the long run alone. */
  const settings = ['people', 'sso', 'tokens', 'channels', 'mail', 'audit', 'agents', 'registries', 'owners', 'tickets'].map((page) => `/settings/${page}`);
  const pages = [
    '/', '/logs', '/logs?live=1', '/alerts?state=all', '/sign-ins?show=all', '/identities', '/sources', '/sources?source=web-1', '/sources?new=1', '/settings/account', '/sign-in',
    '/program', '/program?milestone=central-logs', '/program/gates/infra-repo', '/program/roadmap', '/program/evidence?fact=boundary.leaks', '/program/edit', '/assets', '/assets?q=none-such', '/coverage',
    ...(process.env['NEW_CASES'] === undefined ? [] : settings),
  ];
  test('axe finds nothing serious on any page, in the dark theme or in the light one', async () => {
    const { page, troubles } = await house.visit('/');
    const found: string[] = [];
    for (const path of [...pages, `/assets/${node}`]) {
      await page.goto(house.server.url + path);
      await page.getByRole('heading').first().waitFor();
      await page.getByRole('progressbar').or(page.locator('[aria-busy=true]')).first().waitFor({ state: 'detached' });
      found.push(...(await seriousFindings(page, path)));
    }
    expect(found).toEqual([]);
    expect(troubles.filter((trouble) => trouble.startsWith('policy'))).toEqual([]);
    await page.close();
  });
});
