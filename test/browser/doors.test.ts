import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/kernel/clock.ts';
import { readConfig } from '../../src/kernel/config.ts';
import { startServer, type Server } from '../../src/server/index.ts';
import { builtWeb, chromiumPath, openBrowser, type TestBrowser } from '../support/browser.ts';
import { privateDirectory, testLog } from '../support/engines.ts';
import { freePort } from '../support/server.ts';

const password = 'a long sentence nobody guesses';

// The tests stand in the order of a house's first day.
describe.skipIf(chromiumPath === undefined)('Coming in, in a browser (needs Chromium)', () => {
  const directory = privateDirectory('doors');
  const said: string[] = [];
  let server: Server;
  let browser: TestBrowser;
  let url: string;
  let syslogPort: number;
  let secret: string;
  const recovery: string[] = [];

  beforeAll(async () => {
    builtWeb();
    const port = await freePort();
    syslogPort = await freePort();
    url = `http://127.0.0.1:${port}`;
    const config = { ...readConfig({ GLACIS_DATA: directory.path, GLACIS_ADVISORIES_FROM: 'off', GLACIS_SYSLOG_PORT: String(syslogPort), GLACIS_SYSLOG_TLS_PORT: '0', GLACIS_ENGINE_MEMORY: String(1024 ** 3) }), port };
    const progress = { step: <T>(_name: string, work: () => Promise<T>) => work(), say: (text: string) => void said.push(text) };
    [server, browser] = await Promise.all([startServer({ config, log: testLog, clock: systemClock, progress }), openBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    directory.remove();
  });

  const codeNow = () => new TOTP({ secret }).generate();

  test('before the first owner the sign-in page says where the link is; the link makes the owner and is gone from the address', async () => {
    const { page, troubles } = await browser.open();
    await page.goto(url);
    await page.getByText('Nobody has an account yet').waitFor();
    const link = /http\S+\/setup#token=\S+/.exec(said.join('\n'))?.[0];
    await page.goto(String(link));
    await page.getByLabel('Your name').fill('Olga Owner');
    await page.waitForURL(`${url}/setup`);
    await page.getByLabel('E-mail').fill('olga@example.org');
    await page.getByLabel('Password').fill('short');
    expect(await page.getByRole('button', { name: 'Make the account' }).isDisabled()).toBe(true);
    await page.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    // A fresh house shows the one command that brings the first line.
    await page.getByText(`logger --server 127.0.0.1 --port ${syslogPort}`).waitFor();
    expect(troubles.filter((trouble) => !trouble.includes('401'))).toEqual([]);
    await page.close();
  });

  test('a second factor is turned on with its picture and first code, and recovery codes are told', async () => {
    const { page } = await browser.open();
    await page.goto(`${url}/settings/account`);
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByRole('dialog').getByLabel('Your password').fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: 'QR code for an authenticator app' }).waitFor();
    secret = (await page.getByRole('region', { name: 'Text to copy' }).first().innerText()).trim();
    await page.getByLabel('The code that it shows').fill(codeNow());
    await page.keyboard.press('Enter');
    await page.getByText('Each of these lets you in once').waitFor();
    recovery.push(...(await page.getByRole('status').getByRole('listitem').allInnerTexts()));
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByText('On: signing in asks for a code').waitFor();
    await page.close();
  });

  test('signed out, the address that was wanted is found again after password and code; a wrong password says so', async () => {
    const { page } = await browser.open();
    await page.goto(url);
    await page.getByRole('button', { name: 'Olga Owner: your menu' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();

    await page.goto(`${url}/logs?q=user:root&range=7d`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByLabel('E-mail').fill('olga@example.org');
    await page.getByLabel('Password').fill('not the right sentence');
    await page.keyboard.press('Enter');
    await page.getByText('These credentials are not right.').waitFor();
    await page.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    // A code counts once: the one of this half minute was used to turn it on.
    const next = new TOTP({ secret }).generate({ timestamp: Date.now() + 30_000 });
    await page.getByLabel('Code').fill(next);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Logs' }).waitFor();
    expect(page.url()).toBe(`${url}/logs?q=user:root&range=7d`);
    await page.close();
  });

  test('a session that is ended elsewhere leads to the sign-in page, and back to where one was', async () => {
    const { page } = await browser.open();
    await page.goto(`${url}/alerts?state=all`);
    await page.getByRole('heading', { name: 'Alerts' }).waitFor();
    const cookies = await browser.context.cookies();
    await fetch(`${url}/api/v1/session`, { method: 'DELETE', headers: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '), 'sec-fetch-site': 'same-origin' } });
    await page.getByRole('tab', { name: /Open/ }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(new URL(page.url()).searchParams.get('to')).toContain('/alerts');
    await page.getByLabel('E-mail').fill('olga@example.org');
    await page.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    await page.getByLabel('Code').fill(recovery[0] ?? '');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Alerts' }).waitFor();
    await page.close();
  });

  test('somebody invited follows the link, and an auditor is offered nothing to change', async () => {
    const { page } = await browser.open();
    await page.goto(`${url}/settings/people`);
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByLabel('Name').fill('Adam Auditor');
    await page.getByLabel('E-mail').fill('adam@example.org');
    await page.getByLabel('Role').selectOption('auditor');
    await page.getByRole('button', { name: 'Make the link' }).click();
    const link = (await page.getByRole('dialog').getByRole('region', { name: 'Text to copy' }).innerText()).trim();
    await browser.context.clearCookies();
    await page.goto(link);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Come in' }).click();
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    await page.goto(`${url}/sources`);
    await page.getByRole('grid', { name: 'Sources' }).getByText('quarantine', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Add a source' }).count()).toBe(0);
    await page.goto(`${url}/settings/people`);
    await page.getByRole('grid', { name: 'People' }).getByText('adam@example.org').waitFor();
    expect(await page.getByRole('button', { name: 'Invite' }).count()).toBe(0);
    await page.close();
  });
});
