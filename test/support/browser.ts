import axe, { type AxeResults } from 'axe-core';
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { privateDirectory } from './engines.ts';

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where a Chromium is; undefined where there is none. Debian: apt-get install chromium. */
export const chromiumPath: string | undefined = usual.find((path) => existsSync(path));

/** How long a test in a browser waits for what should come. */
export const PATIENCE_MS = 40_000;

export type Theme = 'dark' | 'light';

/** A page, and what went wrong on it: console errors, exceptions, and refusals by the page's policy. */
export type Visit = { page: Page; troubles: string[] };

export type TestBrowser = { context: BrowserContext; open(theme?: Theme): Promise<Visit>; close(): Promise<void> };

/** A Chromium with a profile of its own, 1280×720, in Berlin, with motion off. */
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
  // Of what comes in any case: a machine that is busy with other things may take its time.
  context.setDefaultTimeout(PATIENCE_MS);
  return {
    context,
    async open(theme = 'dark') {
      const page = await context.newPage();
      const troubles: string[] = [];
      page.on('console', (message) => { if (message.type() === 'error') troubles.push(message.text()); });
      page.on('pageerror', (error) => troubles.push(error.message));
      await page.addInitScript(`
        localStorage.setItem('glacis.theme', ${JSON.stringify(theme)});
        document.addEventListener('securitypolicyviolation', (event) => console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI));
      `);
      return { page, troubles };
    },
    async close() {
      await context.close();
      profile.remove();
    },
  };
}

/**
 * What axe finds serious or critical on the page as it stands, each in one line after the name of the place, in both themes: what is on a
 * page is the same in both, only its colours are not. The page is left in the light one.
 */
export async function seriousFindings(page: Page, place: string): Promise<string[]> {
  await page.evaluate(axe.source);
  await page.evaluate("document.documentElement.dataset.theme = 'dark'");
  const dark = await findings(page);
  await page.evaluate("document.documentElement.dataset.theme = 'light'");
  return [...dark, ...(await findings(page, 'color-contrast'))].map((finding) => `${place}: ${finding}`);
}

async function findings(page: Page, rule?: string): Promise<string[]> {
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify({ resultTypes: ['violations'], ...(rule === undefined ? {} : { runOnly: [rule] }) })})`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary ?? ''}`));
}

const web = join(import.meta.dirname, '../../web');

/** Builds the web application unless what is built is newer than all of its files. */
export function builtWeb(): void {
  const page = join(web, 'dist/index.html');
  const built = existsSync(page) ? statSync(page).mtimeMs : 0;
  const files = globSync(['src/**/*', 'public/*', 'index.html', 'vite.config.ts'], { cwd: web });
  if (files.every((file) => statSync(join(web, file)).mtimeMs < built)) return;
  // In a process of its own: the one of the tests has NODE_ENV=test, which would build React for development.
  execFileSync(process.execPath, [join(web, '../node_modules/vite/bin/vite.js'), 'build', '--config', join(web, 'vite.config.ts'), '--logLevel', 'error'], {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
