import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { systemClock } from '../../src/kernel/clock.ts';
import { waysOf } from '../../web/src/pages/sources/setup.ts';
import { Source, type CreateSource, SourceCertificate, SourceToken } from '../../src/logs/contract.ts';
import { privateDirectory } from '../support/engines.ts';
import { hasRsyslog, startRsyslog, type Rsyslog } from '../support/rsyslog.ts';
import { freePort, testServer, type TestServer } from '../support/server.ts';
import { hasShared, readShared } from '../support/shared.ts';

const manual = readFileSync(join(import.meta.dirname, '../../docs/sending-logs.md'), 'utf8');
const fence = (language: string): string => new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(manual)?.[1] ?? '';
const MOST_MS = 30_000;
/** Runs a shell script beside the server, which lives in this process. */
const sh = async (script: string, path = '/usr/bin:/bin'): Promise<string> =>
  (await promisify(execFile)('sh', ['-e', '-c', script], { env: { PATH: path }, encoding: 'utf8' })).stdout;

let glacis: TestServer;
let ports: { plain: number; tls: number };

beforeAll(async () => {
  ports = { plain: await freePort(), tls: await freePort() };
  glacis = await testServer({ syslogPort: ports.plain, syslogTlsPort: ports.tls });
});
afterAll(() => glacis.stop());

const sourceNow = async (name: string) => Source.parse((await glacis.api('GET', `/api/v1/sources/${name}`)).json);
const create = async (settings: z.input<typeof CreateSource>) => expect((await glacis.api('POST', '/api/v1/sources', settings)).status).toBe(201);

test('the manual shows what the web application gives to copy', () => {
  const place = { url: 'https://glacis.example.org', host: 'glacis.example.org', source: 'web-1', token: undefined, tlsPort: 6514 };
  for (const way of waysOf(place)) expect(manual).toContain(way.steps.find(({ code }) => code.length > 80)?.code);
});

describe.skipIf(!hasRsyslog || !hasShared)('a real rsyslog (needs the packages rsyslog and rsyslog-gnutls, and the shared data)', () => {
  const lines = () => {
    const attack = gunzipSync(readShared('logs/attack-streams/loghub-openssh-2k.log.gz')).toString().split(/\r?\n/).filter(Boolean);
    return Array.from({ length: 10_000 }, (_, i) => attack[i % attack.length] ?? '');
  };
  let rsyslog: Rsyslog | undefined;
  afterEach(async () => {
    await rsyslog?.stop();
    rsyslog = undefined;
  });

  const arrived = async (source: string) => {
    await rsyslog?.log(lines());
    for (const end = Date.now() + MOST_MS; Date.now() < end; await systemClock.sleep(100)) {
      const { received, waiting } = (await sourceNow(source)).ledger;
      if (received >= 10_000 && waiting === 0) break;
    }
    return (await sourceNow(source)).ledger;
  };
  const ALL = { received: 10_000, stored: 10_000, duplicate: 0, rejected: {}, unparsed: 0, waiting: 0 };

  async function found(source: string): Promise<unknown> {
    const query = encodeURIComponent(`source:${source} user:root status:failure "Failed password"`);
    return (await glacis.api('GET', `/api/v1/events?query=${query}&limit=2`)).json;
  }
  const attempt = { class_uid: 3002, status_id: 2, raw_data: expect.stringMatching(/^<38>1 .*sshd.*Failed password for root from/) as string };
  const TWO = { items: [attempt, attempt] };

  test('sends 10,000 auth lines over TCP: received = stored = 10,000, and they are found', async () => {
    await create({ name: 'over-tcp', senders: [{ by: 'network', cidr: '127.0.0.1', transport: 'tcp' }] });
    rsyslog = await startRsyslog(fence('rsyslog-tcp').replace('port="5514"', `port="${ports.plain}"`));
    expect(await arrived('over-tcp')).toEqual(ALL);
    expect(await found('over-tcp')).toMatchObject(TWO);
  });

  test('sends 10,000 auth lines over TLS, known by its certificate', async () => {
    await create({ name: 'over-tls' });
    const { certificate, key, ca } = SourceCertificate.parse((await glacis.api('POST', '/api/v1/sources/over-tls/certificates')).json);
    const way = waysOf({ url: glacis.url, host: 'localhost', source: 'over-tls', token: undefined, tlsPort: ports.tls }).find(({ id }) => id === 'rsyslog');
    const configuration = (way?.steps.at(-1)?.code ?? '').replaceAll('/etc/rsyslog.d/glacis', '{directory}');
    rsyslog = await startRsyslog(configuration, { 'ca.pem': ca, 'cert.pem': certificate, 'key.pem': key });
    expect(await arrived('over-tls')).toEqual(ALL);
    expect(await found('over-tls')).toMatchObject(TWO);
    expect((await sourceNow('quarantine')).ledger.received).toBe(0);
  });

  test('keeps its lines when the server does not show the name that it was told', async () => {
    await create({ name: 'wrong-name' });
    const { certificate, key, ca } = SourceCertificate.parse((await glacis.api('POST', '/api/v1/sources/wrong-name/certificates')).json);
    const configuration = fence('rsyslog-tls').replace('target="glacis.example.org" port="6514"', `target="127.0.0.1" port="${ports.tls}"`).replaceAll('/etc/rsyslog.d/glacis', '{directory}');
    rsyslog = await startRsyslog(configuration, { 'ca.pem': ca, 'cert.pem': certificate, 'key.pem': key });
    await rsyslog.log(['Nov 23 07:33:47 web1 sshd[812]: never to be told to a stranger']);
    await expect.poll(() => rsyslog?.said() ?? '', { timeout: MOST_MS }).toMatch(/peer name not authorized|not permitted to talk/);
    expect((await sourceNow('wrong-name')).ledger.received).toBe(0);
  });
});

describe('the other ways of the manual', () => {
  async function place(source: string) {
    await create({ name: source });
    const { token } = SourceToken.parse((await glacis.api('POST', `/api/v1/sources/${source}/tokens`, {})).json);
    return { url: glacis.url, host: 'localhost', source, token, tlsPort: ports.tls };
  }
  const stored = async (source: string, count: number) =>
    expect.poll(async () => (await sourceNow(source)).ledger.stored, { timeout: MOST_MS }).toBe(count);

  test.skipIf(!existsSync('/usr/bin/curl'))('curl sends a file', async () => {
    const directory = privateDirectory('curl');
    const way = waysOf(await place('by-curl')).find(({ id }) => id === 'curl');
    writeFileSync(join(directory.path, 'auth.log'), 'Nov 23 07:33:47 web1 sshd[812]: Failed password for root from 203.0.113.9 port 51123 ssh2\nsecond\n');
    const answer = await sh(way?.steps[0]?.code.replace('/var/log', directory.path) ?? '');
    expect(JSON.parse(answer)).toEqual({ received: 2, stored: 2, duplicate: 0, rejected: [] });
    await sh(way?.steps[1]?.code ?? '');
    await stored('by-curl', 3);
    directory.remove();
  });

  test.skipIf(!existsSync('/usr/bin/curl'))('the script for journald sends each entry once, also when Glacis was away', async () => {
    const directory = privateDirectory('journal');
    const here = await place('by-journal');
    const script = (url: string) =>
      (/<<'END'\n(#!\/bin\/sh.*?)^END$/ms.exec(waysOf({ ...here, url }).find(({ id }) => id === 'journald')?.steps[0]?.code ?? '')?.[1] ?? '').replace('/var/lib/glacis', directory.path);
    // Stands in for journalctl: a journal of seven entries, of which those after the cursor are printed.
    const bin = join(directory.path, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'journalctl'), `#!/bin/sh
      from=0
      for option; do case "$option" in --after-cursor=*) from=\${option##*=} ;; esac; done
      i=$from
      while [ "$i" -lt "$(cat ${directory.path}/entries)" ]; do i=$((i + 1)); echo "{\\"__CURSOR\\":\\"$i\\",\\"MESSAGE\\":\\"entry $i\\"}"; done`, { mode: 0o700 });
    const run = (entries: number, url = here.url) => {
      writeFileSync(join(directory.path, 'entries'), String(entries));
      return sh(script(url), `${bin}:/usr/bin:/bin`);
    };
    await run(3);
    await run(3);
    await expect(run(5, 'http://127.0.0.1:1')).rejects.toThrow(/connect/i);
    await run(7);
    await run(7);
    await stored('by-journal', 7);
    expect(await sourceNow('by-journal')).toMatchObject({ ledger: { received: 7, stored: 7, duplicate: 0 } });
    directory.remove();
  });
});
