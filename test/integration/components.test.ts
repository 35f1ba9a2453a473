import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { testDatabase } from '../support/database.ts';
import { advisoryOf, advisoryPlace, debian12, deskOf, imageDigest, packageOf, subjectOf, type Given } from '../support/stored-scans.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
let kernel: Kernel;
let desk: ReturnType<typeof deskOf>;
const advisories = advisoryPlace();

beforeAll(async () => {
  database = await testDatabase();
  kernel = await database.kernel({ config: { advisories: advisories.directory } });
  await kernel.jobs.start({ work: false });
  desk = deskOf(kernel);
  await advisories.say({
    'Debian:12': [advisoryOf('DSA-1-1', 'Debian:12', 'openssl', '3.0.15-1', { upstream: ['CVE-2026-0001', 'CVE-2026-0002'] })],
    npm: [advisoryOf('GHSA-1', 'npm', 'left-pad', '1.3.0')],
  });
});
afterAll(async () => {
  await desk.room.stop();
  await database.stop();
  advisories.remove();
});
beforeEach(async () => {
  await kernel.database.pool.query("TRUNCATE assets, components, issues, watched_names CASCADE; DELETE FROM settings WHERE name LIKE 'vulnerabilities.%'");
});

const openssl = (version: string) => packageOf('deb', 'libssl3', version, { distribution: debian12, source: { name: 'openssl', version } });
const at = (minutes: number) => new Date(Date.now() - 3_600_000 + minutes * 60_000);
const scanImage = (number: number, given: Given, when = at(number)) =>
  desk.room.storeScan({ asset: { kind: 'image', key: imageDigest(number), name: `registry.example/shop/web:${number}` }, subject: subjectOf('image', 'web', given), origin: 'ci', at: when });
const rows = async (text: string) => (await kernel.database.pool.query(text)).rows;
const places = () => rows(`
  SELECT i.vulnerability, i.package_name AS package, a.name, p.state, p.appeared FROM places p JOIN issues i ON i.id = p.issue_id JOIN assets a ON a.id = p.asset_id ORDER BY 1, 2, 3`);

describe('a scan that is stored', () => {
  test('opens a place of each vulnerability, one issue a package', async () => {
    const scan = await scanImage(1, { packages: [openssl('3.0.9-1'), packageOf('npm', 'left-pad', '1.0.0')], distribution: debian12 });
    expect(scan).toMatchObject({ state: 'stored', complete: true, packages: 2, opened: 3, resolved: 0 });
    expect(await places()).toEqual([
      { vulnerability: 'CVE-2026-0001', package: 'openssl', name: 'registry.example/shop/web:1', state: 'open', appeared: 'new-image' },
      { vulnerability: 'CVE-2026-0002', package: 'openssl', name: 'registry.example/shop/web:1', state: 'open', appeared: 'new-image' },
      { vulnerability: 'GHSA-1', package: 'left-pad', name: 'registry.example/shop/web:1', state: 'open', appeared: 'new-image' },
    ]);
    expect(await rows("SELECT state, open_places FROM issues WHERE vulnerability = 'GHSA-1'")).toEqual([{ state: 'open', open_places: 1 }]);
  });
});
