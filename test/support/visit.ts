import { Invitation } from '../../src/identity/contract.ts';
import type { Config } from '../../src/kernel/config.ts';
import { Source } from '../../src/logs/contract.ts';
import { builtWeb, openBrowser, type TestBrowser, type Theme, type Visit } from './browser.ts';
import { eventually } from './house.ts';
import { testServer, type TestServer } from './server.ts';

const PASSWORD = 'a long sentence nobody guesses';

export type Visited = {
  server: TestServer;
  browser: TestBrowser;
  /** Opens a page as the owner and waits until it is drawn. */
  visit(path: string, theme?: Theme): Promise<Visit>;
  /** Sends lines to a source, which is made at first use, and waits until they can be found. */
  send(source: string, lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
};

/** A running Glacis and a browser in which its owner is signed in. */
export async function visitedHouse(overrides: Partial<Config> = {}): Promise<Visited> {
  builtWeb();
  const [server, browser] = await Promise.all([testServer(overrides), openBrowser()]);
  const sent = new Map<string, number>();
  await browser.context.addCookies([{ ...(await signedIn(server)), url: server.url }]);
  return {
    server,
    browser,
    async visit(path, theme) {
      const visit = await browser.open(theme);
      await visit.page.goto(server.url + path);
      await visit.page.getByRole('heading', { level: 1 }).waitFor();
      return visit;
    },
    async send(source, lines) {
      const response = await fetch(`${server.url}/api/v1/ingest?source=${source}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${server.token}`, 'content-type': 'text/plain' },
        body: lines.join('\n'),
      });
      if (!response.ok) throw new Error(`the lines were not taken: ${response.status} ${await response.text()}`);
      // Acknowledged is spooled; what is searched has gone on into the event store.
      const total = (sent.get(source) ?? 0) + lines.length;
      sent.set(source, total);
      const stored = async () => Source.parse((await server.api('GET', `/api/v1/sources/${source}`)).json).ledger.stored;
      if ((await eventually(stored, (found) => found >= total, 60_000)) < total) throw new Error(`of ${total} lines of ${source}, not all were stored`);
    },
    async close() {
      await browser.close();
      await server.stop();
    },
  };
}

/** Invites an owner, follows the link, and gives the cookie of the session. */
async function signedIn(server: TestServer): Promise<{ name: string; value: string }> {
  const invited = await server.api('POST', '/api/v1/people', { name: 'Alice Berger', email: 'alice@example.org', role: 'owner' });
  const { link } = Invitation.parse(invited.json);
  const accepted = await fetch(`${server.url}/api/v1/invitations/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: new URL(link).hash.replace('#token=', ''), password: PASSWORD }),
  });
  const cookie = accepted.headers.get('set-cookie')?.split(';')[0] ?? '';
  return { name: cookie.slice(0, cookie.indexOf('=')), value: cookie.slice(cookie.indexOf('=') + 1) };
}

/** `Nov 23 07:33:47`, so many seconds before now, in UTC. */
export function syslogTime(secondsAgo: number): string {
  const at = new Date(Date.now() - secondsAgo * 1_000);
  const month = at.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' });
  return `${month} ${String(at.getUTCDate()).padStart(2, ' ')} ${at.toISOString().slice(11, 19)}`;
}

export const failedSignIn = (user: string, ip: string, secondsAgo: number): string => `${syslogTime(secondsAgo)} web1 sshd[812]: Failed password for ${user} from ${ip} port 51123 ssh2`;
export const acceptedSignIn = (user: string, ip: string, secondsAgo: number): string => `${syslogTime(secondsAgo)} web1 sshd[813]: Accepted publickey for ${user} from ${ip} port 40112 ssh2: ED25519 SHA256:q8Xn`;
