import axe from 'axe-core';
import { existsSync } from 'node:fs';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { privateDirectory } from './engines.ts';

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where a Chromium is; undefined where there is none. Debian: apt-get install chromium. */
export const chromiumPath: string | undefined = usual.find((path) => existsSync(path));

export type Theme = 'dark' | 'light';

export type TestBrowser = {
  context: BrowserContext;
  /** A page that keeps what went wrong on it: console errors, exceptions, and refusals by the page's policy. */
  page(theme?: Theme): Promise<{ page: Page; troubles: string[] }>;
  close(): Promise<void>;
};

/** A Chromium with a profile of its own, at 1280×720, in Berlin. */
export async function openBrowser(): Promise<TestBrowser> {
  const profile = privateDirectory('browser');
  const context = await chromium.launchPersistentContext(profile.path, {
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    headless: true,
    viewport: { width: 1280, height: 720 },
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  return {
    context,
    async page(theme = 'dark') {
      const page = await context.newPage();
      const troubles: string[] = [];
      page.on('console', (message) => { if (message.type() === 'error') troubles.push(message.text()); });
      page.on('pageerror', (error) => troubles.push(error.message));
      await page.addInitScript((name) => {
        localStorage.setItem('glacis.theme', name);
        document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
      }, theme);
      return { page, troubles };
    },
    async close() {
      await context.close();
      profile.remove();
    },
  };
}

/** What axe finds on the page that is serious or critical, each in one line. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] }));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary ?? ''}`));
}
