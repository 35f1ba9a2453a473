// Pictures for the manual: a real Glacis lives through a made-up day and is photographed.
//   node bin/glacis-runtime.mjs scripts/screenshots.ts [FOLDER]     (usually docs/images; needs Chromium)
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Alert } from '../src/alerts/contract.ts';
import { Invitation } from '../src/identity/contract.ts';
import { systemClock, type Clock } from '../src/kernel/clock.ts';
import { readConfig } from '../src/kernel/config.ts';
import { Source } from '../src/logs/contract.ts';
import { startServer } from '../src/server/index.ts';
import { silentProgress } from '../src/server/progress.ts';
import { builtWeb, openBrowser, type Theme } from '../test/support/browser.ts';
import { privateDirectory, testLog } from '../test/support/engines.ts';
import { freePort } from '../test/support/server.ts';
import { advisoryPlace } from '../test/support/stored-scans.ts';
import { hourOf, identities } from './screenshots/day.ts';
import { advisories, beside } from './screenshots/estate.ts';
import { estate } from './screenshots/live.ts';
import { decideByEvidence } from './screenshots/program.ts';

const HOUR = 3_600_000;
const TOKEN = 'the-first-owner-of-the-pictured-house';
const PASSWORD = 'a long sentence nobody guesses';
const folder = process.argv[2] ?? join(import.meta.dirname, '../docs/images');

const pictures: { name: string; path: string; themes: Theme[]; keys?: string[] }[] = [
  { name: 'overview', path: '/', themes: ['dark', 'light'] },
  { name: 'program', path: '/program', themes: ['dark'] },
  { name: 'milestone', path: '/program?milestone=test-repository', themes: ['dark'] },
  { name: 'gate', path: '/program/gates/infra-repo', themes: ['light'] },
  { name: 'roadmap', path: '/program/roadmap', themes: ['dark'] },
  { name: 'evidence', path: '/program/evidence', themes: ['dark'] },
  { name: 'logs', path: '/logs?q=class:authentication+status:failure', themes: ['dark', 'light'] },
  { name: 'logs-event', path: '/logs?q=class:authentication', themes: ['dark'], keys: ['j', 'j', 'j', 'Enter'] },
  { name: 'alert', path: '/alerts', themes: ['dark', 'light'], keys: ['j', 'j', 'j', 'Enter'] },
  { name: 'sign-ins', path: '/sign-ins', themes: ['dark'], keys: ['j', 'Enter'] },
  { name: 'issues', path: '/issues?show=open', themes: ['dark', 'light'], keys: ['j'] },
  { name: 'issue', path: '/issues', themes: ['dark'], keys: ['j', 'Enter'] },
  { name: 'plan', path: '/issues', themes: ['dark'], keys: ['j', 'p'] },
  { name: 'assets', path: '/assets', themes: ['dark'] },
  { name: 'asset', path: '/assets?q=bastion', themes: ['dark'], keys: ['j', 'Enter'] },
  { name: 'coverage', path: '/coverage', themes: ['light'] },
  { name: 'sources', path: '/sources', themes: ['dark', 'light'] },
];

builtWeb();
mkdirSync(folder, { recursive: true });
const data = privateDirectory('pictures');
const book = advisoryPlace();
await book.say(advisories, beside);
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
let behind = 0;
const clock: Clock = { ...systemClock, now: () => Date.now() - behind };
const config = { ...readConfig({ GLACIS_DATA: data.path, GLACIS_ADVISORIES_FROM: 'off', GLACIS_SYSLOG_PORT: '0', GLACIS_SYSLOG_TLS_PORT: '0', GLACIS_BOOTSTRAP_TOKEN: TOKEN, GLACIS_ADVISORIES: book.directory }), port };

behind = 25 * HOUR;
const server = await startServer({ config, log: testLog, clock, progress: silentProgress });
try {
  await liveThroughTheDay();
  await photograph();
} finally {
  await server.stop();
  data.remove();
  book.remove();
}

async function api<T extends z.ZodType>(method: string, path: string, answer: T, body?: unknown, cookie?: string): Promise<z.output<T>> {
  const text = typeof body === 'string';
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { ...(cookie === undefined ? { authorization: `Bearer ${TOKEN}` } : { cookie, origin: url }), ...(body === undefined ? {} : { 'content-type': text ? (path.startsWith('/ingest') ? 'text/plain' : 'text/csv') : 'application/json' }) },
    ...(body === undefined ? {} : { body: text ? body : JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return answer.parse(await response.json());
}

/** The server's clock is a day behind and catches up hour by hour, so that receipt and events go together. */
async function liveThroughTheDay(): Promise<void> {
  const describe: Record<string, string> = { bastion: 'the way in: sshd and sudo', edge: 'nginx in front of everything', gitserver: 'clones and fetches', 'postgres-prod': 'the main database' };
  for (const [name, description] of Object.entries(describe)) {
    await api('POST', '/sources', z.unknown(), { name, description, ...(name === 'postgres-prod' ? { silentAfterMinutes: 60 } : {}) });
  }
  await api('POST', '/identities/import', z.unknown(), identities);
  await api('POST', '/channels', z.unknown(), { kind: 'webhook', name: 'On call', url: 'https://hooks.example.org/glacis', minimum: 'critical' });
  const { enrol, told } = await estate(url, TOKEN);
  const now = Date.now();
  for (let ago = 24; ago >= 1; ago -= 1) {
    behind = Math.max(0, (ago - 1) * HOUR - 1_000);
    for (const { source, lines } of hourOf(now, ago)) {
      if (lines.length > 0) await api('POST', `/ingest?source=${source}`, z.unknown(), lines.join('\n'));
    }
    if (ago === 24) await enrol();
    await told(ago, new Date(clock.now()).toISOString());
    await until(async () => {
      const { items } = await api('GET', '/sources', z.object({ items: z.array(Source) }));
      return items.every(({ ledger }) => ledger.waiting === 0);
    });
  }
  behind = 0;
  await decideByEvidence(api);
  await until(async () => (await api('GET', '/alerts', z.object({ items: z.array(Alert) }))).items.some(({ group }) => group === 'source:postgres-prod'), 150_000);
}

async function until(holds: () => Promise<boolean>, limit = 120_000): Promise<void> {
  const end = Date.now() + limit;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('the day did not end as it should');
    await systemClock.sleep(200);
  }
}

async function photograph(): Promise<void> {
  const { link } = await api('POST', '/people', Invitation, { name: 'Alice Berger', email: 'alice@example.org', role: 'owner' });
  const browser = await openBrowser();
  try {
    const { page: first } = await browser.open();
    await first.goto(link);
    await first.getByLabel('Password').fill(PASSWORD);
    await first.getByRole('button', { name: 'Come in' }).click();
    await first.getByRole('navigation', { name: 'Pages' }).waitFor();
    for (const { name, path, themes, keys = [] } of pictures) {
      for (const theme of themes) {
        const { page } = await browser.open(theme);
        await page.goto(url + path);
        await page.waitForLoadState('networkidle');
        for (const key of keys) await page.keyboard.press(key);
        await page.waitForTimeout(1_000);
        await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
        await page.close();
      }
    }
  } finally {
    await browser.close();
  }
}
