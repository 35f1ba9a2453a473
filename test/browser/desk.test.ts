import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScanReport } from '../../src/scanning/contract.ts';
import { IssuesSummary } from '../../src/vulnerabilities/contract.ts';
import { PATIENCE_MS, chromiumPath, seriousFindings } from '../support/browser.ts';
import { sampleReport } from '../support/scan-report.ts';
import { advisoryOf, advisoryPlace, imageDigest } from '../support/stored-scans.ts';
import { visitedHouse, type Visited } from '../support/visit.ts';

const SEVERE = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const MILD = 'CVSS:3.1/AV:L/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N';

/** Number of the CVE, package, where it is fixed, how bad. */
const known: readonly (readonly [number, string, string | undefined, string])[] = [
  [101, 'openssl', '3.0.15-1', SEVERE], [102, 'openssl', '3.0.15-1', SEVERE], [103, 'nginx', '1.22.1-9+deb12u1', SEVERE], [104, 'curl', '7.88.1-10+deb12u8', SEVERE],
  [105, 'zlib', '1:1.2.13.dfsg-2', SEVERE], [106, 'perl', undefined, SEVERE], [107, 'bash', '5.2.15-3', MILD],
];
const versions: Readonly<Record<string, string>> = { openssl: '3.0.13-1', nginx: '1.22.1-9', curl: '7.88.1-10', zlib: '1:1.2.13.dfsg-1', perl: '5.36.0-7', bash: '5.2.15-2' };

const book = advisoryPlace();

/** What `glacis scan image … --report` sends. */
function scan(upgraded: Readonly<Record<string, string>> = {}): ScanReport {
  const packages = Object.entries({ ...versions, ...upgraded }).map(([name, version]) => ({
    purl: `pkg:deb/debian/${name}@${version}?distro=debian-12`, type: 'deb' as const, name, version, foundBy: 'dpkg', places: [{ path: 'var/lib/dpkg/status' }],
  }));
  return sampleReport({ target: { kind: 'image', name: 'registry.example/shop/web:1.4.2', digest: imageDigest(7) }, packages, findings: [], suppressed: [], setAside: [], secrets: [], complete: true, problems: [], scannedAt: new Date().toISOString() });
}

// The tests stand in the order of a desk's first day.
describe.skipIf(chromiumPath === undefined)('The vulnerability desk in a browser (needs Chromium)', () => {
  let house: Visited;

  beforeAll(async () => {
    await book.say({
      'Debian:12': known.map(([number, name, fixed, vector]) => advisoryOf(`DEBIAN-CVE-2026-${number}`, 'Debian:12', name, fixed, { upstream: [`CVE-2026-${number}`], severity: [{ type: 'CVSS_V3', score: vector }] })),
    });
    house = await visitedHouse({ advisories: book.directory });
  });
  afterAll(async () => {
    await house.close();
    book.remove();
  });

  const send = async (report: ScanReport) => {
    const { status, json } = await house.server.api('POST', '/api/v1/scans?wait=true', report);
    expect({ status, json }).toMatchObject({ status: 200, json: { state: 'stored' } });
  };
  const summary = async () => IssuesSummary.parse((await house.server.api('GET', '/api/v1/issues/summary')).json);
  const says = (page: Page, words: string) => page.getByRole('heading', { level: 1, name: words }).waitFor();
  const press = async (page: Page, ...keys: string[]) => { for (const key of keys) await page.keyboard.press(key); };
  const rows = (page: Page): Locator => page.getByRole('grid', { name: 'Issues' }).locator('[data-index]');

  test('from the first scan to “everything required is planned or resolved”, by keys alone', async () => {
    const { page, troubles } = await house.visit('/issues');
    await page.getByText('glacis scan image debian:12 --report').waitFor();
    await send(scan());
    const begun = Date.now();
    await press(page, 'g', 'o');
    await page.getByText('Needs me now').waitFor();
    await press(page, 'g', 'i');
    await says(page, '6 of 6 required issues have no plan.');
    await expect.poll(() => rows(page).count()).toBe(6);

    // One issue, looked at first: the drawer says why, and the plan is there with its day and change; only the owner is missing.
    await press(page, '/');
    await page.keyboard.type('nginx');
    await expect.poll(() => rows(page).count()).toBe(1);
    await press(page, 'Enter', 'j', 'Enter');
    const drawer = page.getByRole('complementary', { name: 'Issue' });
    await drawer.getByText('Must be resolved or planned: severity high or worse.').waitFor();
    await drawer.getByText('registry.example/shop/web:1.4.2').waitFor();
    await press(page, 'p');
    const dialog = page.getByRole('dialog');
    await page.keyboard.type('web team');
    expect(await dialog.getByLabel('The change that fixes it').inputValue()).toBe('Upgrade nginx to 1.22.1-9+deb12u1');
    await press(page, 'Tab');
    await page.keyboard.type('+30bd');
    await dialog.getByText(/Policy wants it by .* business days beyond/).waitFor();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('+2bd');
    await dialog.getByText(/in 2 business days. Policy wants it by/).waitFor();
    await press(page, 'Enter');
    await page.getByText('1 issue planned.').waitFor();
    await press(page, 'Escape', '/');
    await press(page, 'Escape');
    await says(page, '5 of 6 required issues have no plan.');

    await expect.poll(() => rows(page).count()).toBe(5);
    // A package whole: the group is planned, both of its issues.
    await press(page, 'b');
    await expect.poll(() => rows(page).count()).toBe(4);
    await press(page, 'Home', 'p');
    await dialog.getByRole('heading', { name: 'Plan 2 issues' }).waitFor();
    await page.keyboard.type('platform');
    await press(page, 'Tab', 'Tab');
    await page.keyboard.type('The base image of next week');
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.getByText('2 issues planned.').waitFor();
    // Keys of the page are asleep while the dialog is there.
    await dialog.waitFor({ state: 'hidden' });
    await says(page, '3 of 6 required issues have no plan.');
    await press(page, 'b');
    // Three packages are left as well: it is the list of issues that counts.
    await page.getByRole('button', { name: 'Group', exact: true }).waitFor();
    await page.getByRole('grid', { name: 'Issues' }).getByText('CVE-2026-10').nth(2).waitFor();
    await expect.poll(() => rows(page).count()).toBe(3);

    // The owner is offered by what is known, for all that is left.
    await press(page, '*', 'p');
    await dialog.getByRole('heading', { name: 'Plan 3 issues' }).waitFor();
    await page.keyboard.type('plat');
    await page.getByRole('option', { name: 'platform' }).waitFor();
    await press(page, 'ArrowDown', 'Enter', 'Tab', 'Tab');
    await page.keyboard.type('Another base image, without perl');
    await page.keyboard.press('ControlOrMeta+Enter');
    await says(page, 'Everything required is planned or resolved.');
    expect(await summary()).toMatchObject({ required: 6, undecided: 0, byState: { planned: 6 } });
    expect((Date.now() - begun) / 1_000).toBeLessThan(25);
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('a day is moved and the slip is kept; a range is opened again; what a scan no longer finds is resolved', async () => {
    const { page, troubles } = await house.visit('/issues?state=planned');
    await expect.poll(() => rows(page).count(), { timeout: PATIENCE_MS }).toBe(6);
    await press(page, '/');
    await page.keyboard.type('nginx');
    await expect.poll(() => rows(page).count()).toBe(1);
    await press(page, 'Enter', 'j', 'm');
    const dialog = page.getByRole('dialog');
    await page.keyboard.type('+9bd');
    await dialog.getByText('this is a slip').waitFor();
    await press(page, 'Tab');
    await page.keyboard.type('The release is late');
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.getByText('1 issue moved to another day.').waitFor();
    await dialog.waitFor({ state: 'detached' });
    await rows(page).getByText('slipped ×1').waitFor();
    await press(page, 'Enter');
    await page.getByRole('complementary', { name: 'Issue' }).getByText('The release is late').first().waitFor();
    await press(page, 'Escape', '/', 'Escape');

    await expect.poll(() => rows(page).count()).toBe(6);
    await press(page, 'Home', 'x', 'j', 'j', 'Shift+X');
    await page.getByRole('toolbar', { name: 'Marked issues' }).getByText('3 issues marked').waitFor();
    await press(page, 'r');
    await page.keyboard.type('The base image was put off');
    await page.keyboard.press('ControlOrMeta+Enter');
    await says(page, '3 of 6 required issues have no plan.');

    await send(scan({ openssl: '3.0.15-1', nginx: '1.22.1-9+deb12u1', curl: '7.88.1-10+deb12u8', zlib: '1:1.2.13.dfsg-2', perl: '5.36.0-7' }));
    await press(page, 'g', 'o');
    await page.getByText('Needs me now').waitFor();
    await press(page, 'g', 'i', '6');
    await expect.poll(() => rows(page).count(), { timeout: PATIENCE_MS }).toBe(5);
    expect((await summary()).byState.resolved).toBe(5);
    expect(troubles).toEqual([]);
    await page.close();
  });

  const pages = ['/issues', '/issues?show=open', '/issues?state=resolved&group=package', '/vulnerabilities/CVE-2026-106', '/trends', '/settings/policy'];
  test('axe finds nothing serious on any page of the desk, in the dark theme or in the light one', async () => {
    const { page } = await house.visit('/issues?show=open');
    await expect.poll(() => rows(page).count(), { timeout: PATIENCE_MS }).toBeGreaterThan(0);
    await press(page, 'j', 'Enter');
    await page.getByRole('complementary', { name: 'Issue' }).getByText('History').waitFor();
    const found = await seriousFindings(page, 'drawer');
    await press(page, 'p');
    await page.getByRole('dialog').waitFor();
    found.push(...(await seriousFindings(page, 'plan')));
    for (const path of pages) {
      await page.goto(house.server.url + path);
      await page.getByRole('heading').first().waitFor();
      await page.getByText('Counting…').first().waitFor({ state: 'detached' });
      found.push(...(await seriousFindings(page, path)));
    }
    expect(found).toEqual([]);
    await page.close();
  });
});
