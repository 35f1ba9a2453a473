import { Command } from 'commander';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { assets } from '../../src/cli/assets.ts';
import { coverage } from '../../src/cli/coverage.ts';
import { issues } from '../../src/cli/issues.ts';
import { policy } from '../../src/cli/policy.ts';
import { registries } from '../../src/cli/registries.ts';
import { scan } from '../../src/cli/scan.ts';
import { privateDirectory } from '../support/engines.ts';
import { deskHouse } from '../support/desk-house.ts';
import { eventually } from '../support/house.ts';
import { putIssue } from '../support/issues.ts';
import { advisoryOf, advisoryPlace } from '../support/stored-scans.ts';

let house: Awaited<ReturnType<typeof deskHouse>>;
const room = privateDirectory('desk-cli');
const advisories = advisoryPlace();

beforeAll(async () => {
  await advisories.say({ npm: [advisoryOf('GHSA-1', 'npm', 'left-pad', '1.3.0')] });
  house = await deskHouse({ advisories: advisories.directory });
  vi.stubEnv('GLACIS_ADVISORIES', advisories.directory);
  vi.stubEnv('GLACIS_URL', house.url);
  vi.stubEnv('GLACIS_TOKEN', house.owner);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await house.stop();
  advisories.remove();
  room.remove();
});
beforeEach(async () => {
  process.exitCode = 0;
  await house.kernel.database.pool.query('DELETE FROM component_findings; DELETE FROM issues; DELETE FROM assets; DELETE FROM components; DELETE FROM watched_names');
  return () => void (process.exitCode = 0);
});

/** What a command prints on stdout, and its exit code. */
async function glacis(...args: string[]): Promise<{ said: string; exit: number }> {
  let said = '';
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((part) => {
    said += typeof part === 'string' ? part : Buffer.from(part).toString();
    return true;
  });
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const program = new Command().exitOverride();
  for (const command of [issues, assets, coverage, registries, policy]) command(program);
  await scan(program);
  process.exitCode = 0;
  try {
    await program.parseAsync(args, { from: 'user' });
    return { said, exit: exitCode() };
  } finally {
    out.mockRestore();
    err.mockRestore();
    process.exitCode = 0;
  }
}
/** The compiler believes that it is what it was set to. */
const exitCode = (): number => Number(process.exitCode ?? 0);
const json = async (...args: string[]) => JSON.parse((await glacis(...args, '--json')).said);
const soon = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);

test('issues are listed by their filters, shown, and planned one by one or all of a kind', async () => {
  await putIssue(house.kernel.db, { id: 'i1' });
  await putIssue(house.kernel.db, { id: 'i2', severity: 'low', severityRank: 2, score: 3, in: 'web-2', purl: 'pkg:deb/debian/curl@7' });
  await putIssue(house.kernel.db, { id: 'i3', in: 'web-3', purl: 'pkg:deb/debian/zlib@1' });
  expect((await glacis('issues', 'list')).said).toMatch(/CVE-2026-1 +openssl Debian:12 +3\.0\.15-1/);
  expect((await json('issues', 'list', '--severity', 'low')).items.map(({ id }: { id: string }) => id)).toEqual(['i2']);
  expect((await glacis('issues', 'show', 'i1')).said).toMatch(/CVE-2026-1 in openssl \(Debian:12\) · critical 9\.8 · open/);

  const plan = ['--owner', 'web', '--due', soon, '--change', 'upgrade openssl'];
  expect(await json('issues', 'plan', 'i1', ...plan)).toMatchObject({ id: 'i1', decisions: [expect.objectContaining({ kind: 'plan', due: soon, change: 'upgrade openssl' })] });
  expect(await json('issues', 'triage', '--filter', 'severity=critical,low', '--filter', 'fixable', '--note', 'seen')).toMatchObject({ done: expect.any(Number) });
  expect(await json('issues', 'triage', 'i2', 'i3')).toMatchObject({ done: 2, refused: [] });
  const partly = await glacis('issues', 'triage', 'i2', 'nobody');
  expect([partly.exit, partly.said]).toEqual([1, expect.stringContaining('nobody')]);
});

test.for([
  ['issues', 'plan', 'i1', '--owner', 'web', '--due', 'tomorrow', '--change', 'x'],
  ['issues', 'plan', '--owner', 'web', '--due', '2026-12-24', '--change', 'x'],
  ['issues', 'triage', 'i1', '--filter', 'kev'],
  ['issues', 'triage', '--filter', 'nonsense'],
  ['issues', 'list', '--appeared', 'never'],
  ['registries', 'add', 'x', 'ftp://registry.example'],
  ['registries', 'add', 'x', 'https://registry.example', '--username', 'u'],
])('what is wrong is refused before it is sent: %j', async (args) => {
  await expect(glacis(...args)).rejects.toMatchObject({ exit: 2 });
});

test('a pipeline stops while something is undecided', async () => {
  expect((await glacis('issues', 'summary', '--fail-on', 'undecided')).exit).toBe(0);
  await putIssue(house.kernel.db, { id: 'i1' });
  expect(await glacis('issues', 'summary', '--fail-on', 'undecided')).toMatchObject({ exit: 1, said: expect.stringMatching(/undecided +1/) });
  expect((await glacis('issues', 'summary', '--fail-on', 'kev')).exit).toBe(0);
  expect(await json('issues', 'summary')).toMatchObject({ open: 1, undecided: 1 });
});

test('assets and what was looked at are listed and shown', async () => {
  await putIssue(house.kernel.db, { id: 'i1' });
  expect((await glacis('assets', 'list', '--kind', 'node')).said).toMatch(/node .* never .* web-1/);
  expect((await json('assets', 'list', '--kind', 'image')).items).toEqual([]);
  expect((await glacis('assets', 'show', 'web-1')).said).toMatch(/web-1 · node[\s\S]*scanned +never/);
  expect((await glacis('coverage', '--fail-on-gaps')).exit).toBe(1);
  expect(await json('coverage')).toMatchObject({ kinds: expect.any(Array), gaps: [expect.objectContaining({ state: 'never' })] });
});

test('registries are followed, polled, given a token and left', async () => {
  const made = await json('registries', 'add', 'main', 'https://registry.invalid', '--repository', 'shop/*', '--tag', 'v*', '--every', '30');
  expect(made).toMatchObject({ name: 'main', repositories: ['shop/*'], tags: ['v*'], everyMinutes: 30 });
  expect((await glacis('registries', 'list')).said).toMatch(/main +\w+ +0 +never +https:\/\/registry\.invalid/);
  expect(await json('registries', 'poll', 'main')).toMatchObject({ id: made.id });
  expect((await glacis('registries', 'token', 'main')).said).toMatch(/^gla_registry_[\w-]{43}\n$/);
  await glacis('registries', 'remove', made.id);
  expect((await json('registries', 'list')).items).toEqual([]);
  await expect(glacis('registries', 'poll', 'main')).rejects.toMatchObject({ code: 'not_found' });
});

test('policy is code: what is shown can be set', async () => {
  const file = join(room.path, 'policy.yaml');
  const { said } = await glacis('policy', 'show');
  writeFileSync(file, said.replace(/triage: \d+/, 'triage: 2'));
  expect(await json('policy', 'set', file)).toMatchObject({ version: 1, policy: { triage: 2 } });
  // With whom and when around it, and unchanged: that is no new version.
  writeFileSync(file, JSON.stringify(await json('policy', 'show')));
  expect(await json('policy', 'set', file)).toMatchObject({ version: 1, policy: { triage: 2 } });
  writeFileSync(file, 'triage: soon\n');
  await expect(glacis('policy', 'set', file)).rejects.toMatchObject({ exit: 2 });
});

describe('a scan that is told', () => {
  const tree = join(room.path, 'shop');
  const scanned = (...more: string[]) => glacis('scan', 'dir', tree, '--skip-db-update', '--scanners', 'vuln', '--quiet', '--report-as', 'github.com/acme/shop', ...more);
  beforeAll(() => {
    mkdirSync(tree);
    writeFileSync(join(tree, 'package-lock.json'), JSON.stringify({ name: 'shop', lockfileVersion: 3, packages: { '': { name: 'shop' }, 'node_modules/left-pad': { version: '1.0.0' } } }));
  });
  afterEach(() => void vi.stubEnv('GLACIS_TOKEN', house.owner));

  test('is an asset with its packages, its verdict printed as ever', async () => {
    expect(await scanned()).toMatchObject({ exit: 0, said: expect.stringContaining('GHSA-1') });
    const told = () => json('assets', 'list', '--kind', 'repository', '--search', 'acme/shop');
    const { items } = await eventually(told, ({ items: found }: { items: { scan: { state: string } }[] }) => found[0]?.scan.state === 'current');
    expect(items).toMatchObject([{ name: 'github.com/acme/shop', scan: { state: 'current' } }]);
    expect((await json('issues', 'list')).items).toMatchObject([{ vulnerability: 'GHSA-1', package: { name: 'left-pad' } }]);
  });

  test('to nobody is 3 where it would have been 0, and a no stays a no', async () => {
    vi.stubEnv('GLACIS_TOKEN', 'not-a-token');
    expect(await scanned()).toMatchObject({ exit: 3, said: expect.stringContaining('GHSA-1') });
    expect(await scanned('--fail-on', 'any')).toMatchObject({ exit: 1, said: expect.stringContaining('GHSA-1') });
    vi.stubEnv('GLACIS_TOKEN', '');
    await expect(scanned()).rejects.toMatchObject({ exit: 2 });
  });
});
