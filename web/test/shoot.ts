import { chromium } from 'playwright-core';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFixture } from './fixture/server.ts';

const [path = '/logs', out = '/tmp/shot', theme = 'dark', ...script] = process.argv.slice(2);
const fixture = await startFixture(Number(process.env['EVENTS'] ?? 30_000));
const browser = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'shoot-')), {
  executablePath: '/usr/bin/chromium', headless: true, viewport: { width: 1280, height: 720 }, locale: 'en-US', timezoneId: 'Europe/Berlin',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const page = await browser.newPage();
page.on('console', (message) => { if (message.type() !== 'debug') console.log('console', message.type(), message.text()); });
page.on('pageerror', (error) => console.log('pageerror', error.stack));
await page.addInitScript((name) => localStorage.setItem('glacis.theme', name), theme);
await page.goto(fixture.url + path);
await page.waitForLoadState('networkidle');
for (const step of script) {
  const [verb = '', ...rest] = step.split(' ');
  const what = rest.join(' ');
  if (verb === 'key') await page.keyboard.press(what);
  else if (verb === 'type') await page.keyboard.type(what, { delay: 15 });
  else if (verb === 'click') await page.locator(what).first().click();
  else if (verb === 'hover') await page.locator(what).first().hover();
  else if (verb === 'wait') await page.waitForTimeout(Number(what));
  await page.waitForTimeout(250);
}
await page.waitForTimeout(400);
console.log(page.url()); await page.screenshot({ path: `${out}.png` });
await browser.close();
await fixture.stop();
