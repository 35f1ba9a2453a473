import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inTransaction } from '../../src/kernel/database/index.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { atDesk } from '../../src/vulnerabilities/components/desk-lock.ts';
import { alignPlaces } from '../../src/vulnerabilities/components/places.ts';
import { DEFAULT_POLICY } from '../../src/vulnerabilities/issues/rules/policy.ts';
import { testDatabase } from '../support/database.ts';
import { advisoryOf, advisoryPlace, debian12, deskOf, imageDigest, packageOf, subjectOf, type Given } from '../support/stored-scans.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
let kernel: Kernel;
let desk: ReturnType<typeof deskOf>;
const advisories = advisoryPlace();
const FIRST = {
  'Debian:12': [
    advisoryOf('DSA-1-1', 'Debian:12', 'openssl', '3.0.15-1', { upstream: ['CVE-2026-0001', 'CVE-2026-0002'] }),
    advisoryOf('DEBIAN-CVE-2026-0003', 'Debian:12', 'linux', '6.1.2-1'),
  ],
  npm: [advisoryOf('GHSA-1', 'npm', 'left-pad', '1.3.0')],
};

beforeAll(async () => {
  database = await testDatabase();
  kernel = await database.kernel({ config: { advisories: advisories.directory } });
  desk = deskOf(kernel);
  await kernel.jobs.start({ work: false });
  await advisories.say(FIRST);
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
const leftPad = (version: string) => packageOf('npm', 'left-pad', version);
const START = Date.now() - 3_600_000;
const at = (minutes: number) => new Date(START + minutes * 60_000);
const scanImage = (number: number, given: Given, when = at(number)) =>
  desk.room.storeScan({ asset: { kind: 'image', key: imageDigest(number), name: `registry.example/shop/web:${number}` }, subject: subjectOf('image', 'web', given), origin: 'ci', at: when });
const rows = async (text: string) => (await kernel.database.pool.query(text)).rows;
const standing = async () => (await places()).map(({ vulnerability, state }) => `${vulnerability} ${state}`).sort();
const places = () => rows(`
  SELECT i.vulnerability, i.package_name AS package, a.name, p.state, p.appeared FROM places p JOIN issues i ON i.id = p.issue_id JOIN assets a ON a.id = p.asset_id ORDER BY 1, 2, 3`);

describe('a scan that is stored', () => {
  test('opens a place of each vulnerability, one issue a package', async () => {
    const scan = await scanImage(1, { packages: [openssl('3.0.9-1'), leftPad('1.0.0')], distribution: debian12 });
    expect(scan).toMatchObject({ state: 'stored', complete: true, packages: 2, opened: 3, resolved: 0 });
    expect(await places()).toEqual([
      { vulnerability: 'CVE-2026-0001', package: 'openssl', name: 'registry.example/shop/web:1', state: 'open', appeared: 'new-image' },
      { vulnerability: 'CVE-2026-0002', package: 'openssl', name: 'registry.example/shop/web:1', state: 'open', appeared: 'new-image' },
      { vulnerability: 'GHSA-1', package: 'left-pad', name: 'registry.example/shop/web:1', state: 'open', appeared: 'new-image' },
    ]);
    expect(await rows("SELECT state, open_places FROM issues WHERE vulnerability = 'GHSA-1'")).toEqual([{ state: 'open', open_places: 1 }]);
  });

  test('closes what a complete scan no longer finds, and nothing where it could not read all', async () => {
    await scanImage(1, { packages: [openssl('3.0.9-1'), leftPad('1.0.0')], distribution: debian12 });
    const failed = { path: 'var/lib/dpkg/status', reason: 'it is damaged' };
    expect(await scanImage(1, { packages: [leftPad('1.0.1')], problems: [failed] }, at(2))).toMatchObject({ complete: false, opened: 0, resolved: 0, problems: [failed] });
    expect(await standing()).toEqual(['CVE-2026-0001 open', 'CVE-2026-0002 open', 'GHSA-1 open', 'GHSA-1 open']);
    expect(await scanImage(1, { packages: [openssl('3.0.15-1'), leftPad('1.0.1')], distribution: debian12 }, at(3))).toMatchObject({ complete: true, opened: 0, resolved: 2 });
    expect(await standing()).toEqual(['CVE-2026-0001 resolved', 'CVE-2026-0002 resolved', 'GHSA-1 open', 'GHSA-1 resolved']);
    expect(await rows("SELECT state, resolved_at IS NOT NULL AS at FROM issues WHERE vulnerability = 'CVE-2026-0001'")).toEqual([{ state: 'resolved', at: true }]);
  });

  test('that is sent again changes nothing but when the asset was seen', async () => {
    const first = await scanImage(1, { packages: [leftPad('1.0.0')] });
    const again = await scanImage(1, { packages: [leftPad('1.0.0')] }, at(30));
    expect(again).toEqual(first);
    expect(await rows('SELECT count(*)::int AS n FROM scans')).toEqual([{ n: 1 }]);
    expect((await rows('SELECT scanned_at FROM assets'))[0].scanned_at).toEqual(at(30));
    expect((await rows('SELECT opened_at FROM places'))[0].opened_at).toEqual(at(1));
  });

  test('that is older than the one before changes nothing', async () => {
    await scanImage(1, { packages: [leftPad('1.3.0')] }, at(20));
    expect(await scanImage(1, { packages: [leftPad('1.0.0')] }, at(10))).toMatchObject({ opened: 0, reason: expect.stringContaining('newer') });
    expect(await places()).toEqual([]);
    // A clock that runs ahead does not shut out those that follow.
    await scanImage(1, { packages: [leftPad('1.3.1')] }, new Date('2199-01-01'));
    expect(await scanImage(1, { packages: [leftPad('1.0.0')] }, new Date())).toMatchObject({ opened: 1 });
  });

  test('says why each place appeared', async () => {
    await scanImage(1, { packages: [leftPad('1.3.0')] });
    await scanImage(1, { packages: [leftPad('1.3.0'), leftPad('1.0.0')] }, at(2));
    await scanImage(1, { packages: [leftPad('1.3.0')] }, at(3));
    await scanImage(1, { packages: [leftPad('1.3.0'), leftPad('1.0.0')] }, at(4));
    await scanImage(2, { packages: [leftPad('1.0.0')] }, at(5));
    await advisories.say({ ...FIRST, npm: [...FIRST.npm, advisoryOf('GHSA-2', 'npm', 'left-pad', '9.0.0')] });
    await desk.room.rematch();
    expect((await places()).map(({ vulnerability, name, appeared }) => `${vulnerability} ${name.slice(-1)} ${appeared}`)).toEqual([
      'GHSA-1 1 came-back', 'GHSA-1 2 new-image', 'GHSA-2 1 new-advisory', 'GHSA-2 1 new-advisory', 'GHSA-2 2 new-advisory',
    ]);
    await advisories.say(FIRST);
  });

  test('judges by what matching takes of its company: a kernel that does not run', async () => {
    const kernelPackage = (release: string, version: string) => packageOf('deb', `linux-image-${release}`, version, { distribution: debian12, source: { name: 'linux', version } });
    const packages = [kernelPackage('6.1.0-1-amd64', '6.1.1-1'), kernelPackage('6.1.0-2-amd64', '6.1.2-1')];
    await scanImage(1, { packages, distribution: debian12 });
    expect(await places()).toEqual([]);
    expect((await rows('SELECT set_aside FROM asset_components')).map(({ set_aside: reason }) => reason)).toEqual(Array(2).fill('is a kernel, and containers run that of their host'));
    const node = (running: string, minutes: number) => desk.room.storeScan({
      asset: { kind: 'node', key: 'n1', name: 'web-1' }, origin: 'agent', at: at(minutes),
      subject: subjectOf('host', 'web-1', { packages, distribution: debian12, kernels: [{ release: running, running: true }] }),
    });
    expect(await node('6.1.0-1-amd64', 1)).toMatchObject({ opened: 1 });
    expect(await node('6.1.0-2-amd64', 2)).toMatchObject({ opened: 0, resolved: 1 });
    expect(await node('6.1.0-1-amd64', 3)).toMatchObject({ opened: 1 });
    expect(await standing()).toEqual(['CVE-2026-0003 open']);
  });

  test('with names that no database takes, or of any length, is stored', async () => {
    const hostile = [packageOf('npm', 'nul\0l', '1\0'), packageOf('npm', 'half\ud800', "'; DROP TABLE places; --"), packageOf('npm', 'x'.repeat(100_000), '1'), leftPad('1.0.0')];
    const scan = await scanImage(1, { packages: hostile, problems: [{ path: 'a\0', reason: 'r'.repeat(10_000) }] });
    expect(scan).toMatchObject({ packages: 3, opened: 1, complete: false });
    expect(scan.problems[1]?.reason).toContain('1 packages have names');
  });

  test('many at once end, and each is whole', async () => {
    const other = await database.kernel({ config: { advisories: advisories.directory } });
    const second = deskOf(other);
    await other.jobs.start({ work: false });
    const store = (room: typeof desk.room, number: number) => room.storeScan({
      asset: { kind: 'image', key: imageDigest(number), name: `registry.example/shop/web:${number}` }, origin: 'ci', at: at(number),
      subject: subjectOf('image', 'web', { packages: [openssl('3.0.9-1'), leftPad(`1.0.${number % 3}`)], distribution: debian12 }),
    });
    const stored = await Promise.all(Array.from({ length: 16 }, (_, number) => store(number % 2 === 0 ? desk.room : second.room, number)));
    await second.room.stop();
    expect(stored.every(({ opened }) => opened === 3)).toBe(true);
    expect(await rows('SELECT vulnerability, open_places, open_assets FROM issues ORDER BY 1')).toEqual(['CVE-2026-0001', 'CVE-2026-0002', 'GHSA-1'].map((vulnerability) => ({ vulnerability, open_places: 16, open_assets: 16 })));
  });
});

describe('an issue stays the one that it is', () => {
  const decide = () => kernel.database.pool.query(`
    INSERT INTO decisions (id, issue_id, kind, state, scope, by, by_id, at, approved_at) SELECT 'd-' || id, id, 'accept', 'active', '{"is":"everywhere"}', 'Ann', 'ann', now(), now() FROM issues`);
  const all = () => rows('SELECT i.id, i.vulnerability, i.fix_is, i.fix_versions AS fix, i.state, i.open_places AS places FROM issues i ORDER BY vulnerability, fix_versions');

  test('when a fix appears', async () => {
    await advisories.say({ npm: [advisoryOf('GHSA-1', 'npm', 'left-pad', undefined)], 'Debian:12': [advisoryOf('DEBIAN-CVE-2026-0009', 'Debian:12', 'openssl', undefined)] });
    await scanImage(1, { packages: [openssl('3.0.9-1'), leftPad('1.0.0')], distribution: debian12 });
    await decide();
    const before = await all();
    await advisories.say({ npm: [advisoryOf('GHSA-1', 'npm', 'left-pad', '1.3.0')], 'Debian:12': [advisoryOf('DEBIAN-CVE-2026-0009', 'Debian:12', 'openssl', '3.0.16-1')] });
    await desk.room.rematch();
    const after = await all();
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(after).toMatchObject([{ vulnerability: 'CVE-2026-0009', fix: ['3.0.16-1'], state: 'accepted', places: 1 }, { vulnerability: 'GHSA-1', fix: ['1.3.0'], state: 'accepted', places: 1 }]);
  });

  test('when a GHSA gets its CVE', async () => {
    await advisories.say({ npm: [advisoryOf('GHSA-1', 'npm', 'left-pad', '1.3.0')] });
    await scanImage(1, { packages: [leftPad('1.0.0')] });
    await decide();
    const [before] = await all();
    await advisories.say({ npm: [advisoryOf('GHSA-1', 'npm', 'left-pad', '1.3.0', { aliases: ['CVE-2026-0007'] })] });
    await desk.room.rematch();
    expect(await all()).toEqual([{ ...before, vulnerability: 'CVE-2026-0007', state: 'accepted' }]);
    expect(await rows("SELECT note FROM issue_history WHERE what = 'known anew'")).toEqual([{ note: 'GHSA-1 is known as CVE-2026-0007' }]);
    // The next image with it is of the same issue.
    await scanImage(2, { packages: [leftPad('1.0.1')] });
    expect(await all()).toMatchObject([{ places: 2 }]);
  });

  test('when two lines of versions get different fixes, each keeps what was decided', async () => {
    const affected = (events: object[][]) => ({ affected: [{ package: { ecosystem: 'npm', name: 'left-pad' }, ranges: events.map((list) => ({ type: 'SEMVER', events: list })) }] });
    await advisories.say({ npm: [advisoryOf('GHSA-1', 'npm', 'left-pad', undefined)] });
    await scanImage(1, { packages: [leftPad('1.0.0'), leftPad('2.0.0')] });
    await decide();
    expect(await all()).toHaveLength(1);
    await advisories.say({ npm: [advisoryOf('GHSA-1', 'npm', 'left-pad', undefined, affected([[{ introduced: '0' }, { fixed: '1.3.0' }], [{ introduced: '2.0.0' }, { fixed: '2.1.0' }]]))] });
    await desk.room.rematch();
    expect(await all()).toMatchObject([{ fix: ['1.3.0', '2.1.0'], state: 'accepted', places: 1 }, { fix: ['2.1.0'], state: 'accepted', places: 1 }]);
    expect((await places()).map(({ state }) => state)).toEqual(['open', 'open']);
  });

  test('when two that were apart turn out to be one, its places and what was decided come together', async () => {
    await advisories.say({ npm: [advisoryOf('GHSA-1', 'npm', 'left-pad', '1.3.0'), advisoryOf('GHSA-2', 'npm', 'left-pad', '1.3.0')] });
    await scanImage(1, { packages: [leftPad('1.0.0')] });
    await decide();
    expect(await all()).toHaveLength(2);
    await advisories.say({ npm: [advisoryOf('GHSA-1', 'npm', 'left-pad', '1.3.0', { aliases: ['CVE-2026-0007'] }), advisoryOf('GHSA-2', 'npm', 'left-pad', '1.3.0', { aliases: ['CVE-2026-0007'] })] });
    await desk.room.rematch();
    expect((await all()).map(({ vulnerability, state, places: open }) => ({ vulnerability, state, open }))).toEqual([{ vulnerability: 'CVE-2026-0007', state: 'accepted', open: 1 }, { vulnerability: 'GHSA-2', state: 'resolved', open: 0 }]);
  });
});

describe('advisories', () => {
  afterEach(() => advisories.say(FIRST));

  test('that come after the first scans are matched with what waits', async () => {
    rmSync(advisories.directory, { recursive: true });
    expect(await scanImage(1, { packages: [openssl('3.0.9-1'), leftPad('1.0.0')], distribution: debian12 })).toMatchObject({ state: 'stored', packages: 2, opened: 0 });
    expect(await desk.room.rematch()).toBeUndefined();
    await advisories.say(FIRST);
    expect(await desk.room.rematch()).toMatchObject({ components: 2, opened: 3 });
    expect(await standing()).toEqual(['CVE-2026-0001 open', 'CVE-2026-0002 open', 'GHSA-1 open']);
  });

  test('that say nothing else of what is here cause nothing', async () => {
    await scanImage(1, { packages: [leftPad('1.0.0')] });
    await desk.room.rematch();
    await advisories.say({ ...FIRST, npm: [...FIRST.npm, advisoryOf('GHSA-9', 'npm', 'right-pad', '1.3.0')] });
    expect(await desk.room.rematch()).toMatchObject({ names: 1, changed: 0, components: 0, opened: 0, closed: 0 });
  });

  test('that are withdrawn or corrected close what they opened, and open it again', async () => {
    await scanImage(1, { packages: [leftPad('1.0.0')] });
    await advisories.say({ ...FIRST, npm: [advisoryOf('GHSA-1', 'npm', 'left-pad', '1.3.0', { withdrawn: '2026-11-02T00:00:00Z', modified: '2026-11-02T00:00:00Z' })] });
    expect(await desk.room.rematch()).toMatchObject({ changed: 1, closed: 1 });
    expect(await standing()).toEqual(['GHSA-1 resolved']);
    await advisories.say(FIRST);
    await desk.room.rematch();
    expect((await places()).map(({ state, appeared }) => `${state} ${appeared}`)).toEqual(['open came-back']);
    await advisories.say({ ...FIRST, npm: [advisoryOf('GHSA-1', 'npm', 'left-pad', '1.0.0')] });
    await desk.room.rematch();
    expect(await standing()).toEqual(['GHSA-1 resolved']);
  });

  test('bring severity, known exploitation and its likelihood up to date', async () => {
    await advisories.say({ npm: [advisoryOf('GHSA-1', 'npm', 'left-pad', '1.3.0', { aliases: ['CVE-2026-0007'] })] });
    await scanImage(1, { packages: [leftPad('1.0.0')] });
    await desk.room.rematch();
    await advisories.say({ npm: [advisoryOf('GHSA-1', 'npm', 'left-pad', '1.3.0', { aliases: ['CVE-2026-0007'], severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }] })] }, {
      'kev.json': JSON.stringify({ vulnerabilities: [{ cveID: 'CVE-2026-0007', dateAdded: '2026-11-02', dueDate: '2026-11-23' }] }),
      'epss.csv': '#model_version:v1,score_date:2026-11-02T00:00:00+0000\ncve,epss,percentile\nCVE-2026-0007,0.5,0.9\n',
    });
    await desk.room.rematch();
    expect(await rows('SELECT severity, score, kev, epss FROM issues')).toEqual([{ severity: 'critical', score: 9.8, kev: { added: '2026-11-02', due: '2026-11-23', ransomware: false }, epss: 0.5 }]);
  });
});

test('places of what is retired close, and are open again when it is back', async () => {
  await scanImage(1, { packages: [leftPad('1.0.0')] });
  await rows('UPDATE assets SET retired_at = now()');
  await scanImage(2, { packages: [leftPad('1.0.0')] });
  await advisories.say({ ...FIRST, npm: [...FIRST.npm, advisoryOf('GHSA-2', 'npm', 'left-pad', '9.0.0')] });
  await desk.room.rematch();
  expect((await places()).filter(({ vulnerability }) => vulnerability === 'GHSA-2').map(({ name }) => name)).toEqual(['registry.example/shop/web:2']);
  await scanImage(1, { packages: [leftPad('1.0.0')] }, new Date());
  expect((await places()).filter(({ vulnerability }) => vulnerability === 'GHSA-2')).toHaveLength(2);
});

describe('what an asset counts', () => {
  /** Counted anew of all that is open, by the plain definition. */
  const FULL = `
    WITH each AS (
      SELECT p.asset_id, i.severity_rank AS rank, bool_or(p.decision_id IS NULL) AND i.required AS undecided
      FROM places p JOIN issues i ON i.id = p.issue_id WHERE p.state = 'open' GROUP BY p.asset_id, i.id
    )
    SELECT a.name, jsonb_build_object('critical', count(*) FILTER (WHERE rank = 5), 'high', count(*) FILTER (WHERE rank = 4), 'medium', count(*) FILTER (WHERE rank = 3),
        'low', count(*) FILTER (WHERE rank = 2), 'other', count(*) FILTER (WHERE rank < 2), 'undecided', count(*) FILTER (WHERE undecided)) AS issues,
      coalesce(sum(CASE rank WHEN 5 THEN 1000 WHEN 4 THEN 100 WHEN 3 THEN 10 WHEN 0 THEN 10 ELSE 1 END) FILTER (WHERE undecided), 0)::int AS weight
    FROM assets a LEFT JOIN each e ON e.asset_id = a.id GROUP BY a.id ORDER BY a.name`;
  const ALL = 'SELECT id FROM issues';

  const settleAll = (options: { isPolicyChange?: boolean } = {}) => inTransaction(kernel.db, async (tx) => {
    await desk.settle(tx, (await rows(ALL)).map(({ id }) => String(id)), { at: new Date(), by: 'test', ...options });
  });
  const align = (id: string) => atDesk(kernel.db, async (tx) => {
    const { opened, closed, counts } = await alignPlaces(tx, { assets: [id] }, { at: new Date(), appeared: 'came-back', by: 'test' });
    await desk.settle(tx, [...opened, ...closed], { at: new Date(), by: 'test', counts });
  });

  test.for([1, 2, 3])('is what counting all anew gives, whatever happened in whichever order (%i)', async (seed) => {
    let state = seed;
    const random = (below: number): number => {
      state = (state + 0x6d2b79f5) >>> 0;
      const mixed = Math.imul(state ^ (state >>> 15), state | 1);
      return ((mixed ^ (mixed >>> 13)) >>> 0) % below;
    };
    const some = <T>(all: readonly T[]): T[] => all.filter(() => random(2) === 0);
    const one = <T>(all: readonly T[]): T | undefined => all[random(all.length)];
    const tool = (name: string) => packageOf('deb', name, '3.0.9-1', { distribution: debian12, source: { name: 'openssl', version: '3.0.9-1' } });
    const PACKAGES = [openssl('3.0.9-1'), tool('openssl'), openssl('3.0.16-1'), leftPad('1.0.0'), leftPad('1.2.0'), leftPad('9.0.0'), packageOf('npm', 'right-pad', '1.0.0')];
    const SEVERITIES = ['CRITICAL', 'HIGH', 'MODERATE', 'LOW'];
    const say = () => advisories.say({
      'Debian:12': [FIRST['Debian:12'][1]!, ...some([FIRST['Debian:12'][0]!, advisoryOf('DEBIAN-CVE-2026-0009', 'Debian:12', 'openssl', one(['3.0.16-1', undefined]))])],
      npm: [1, 2, 3, 4].filter(() => random(4) > 0).map((number) => advisoryOf(`GHSA-${number}`, 'npm', number === 4 ? 'right-pad' : 'left-pad', one(['1.1.0', '1.3.0', undefined]), {
        ...(random(3) === 0 ? { aliases: ['CVE-2026-0007'] } : {}), ...(random(4) === 0 ? {} : { database_specific: { severity: one(SEVERITIES) } }),
      })),
    });
    const happenings: Record<string, (step: number) => Promise<unknown>> = {
      scan: (step) => scanImage(random(4), { packages: some(PACKAGES), distribution: debian12, ...(random(4) === 0 ? { problems: [{ path: 'a', reason: 'b' }] } : {}) }, at(step)),
      advisories: async () => {
        await say();
        await desk.room.rematch();
      },
      retire: async () => {
        const asset = one(await rows('SELECT id FROM assets'));
        if (asset === undefined) return;
        await kernel.database.pool.query('UPDATE assets SET retired_at = CASE WHEN retired_at IS NULL THEN now() END WHERE id = $1', [asset['id']]);
        await align(String(asset['id']));
      },
      decide: async (step) => {
        const scope = one([{ is: 'everywhere' }, { is: 'known', lineages: ['registry.example/shop/web'] }]);
        await kernel.database.pool.query(`INSERT INTO decisions (id, issue_id, kind, state, scope, by, by_id, at, approved_at) SELECT 'd' || $1 || id, id, $2, 'active', $3, 'Ann', 'ann', now(), now() FROM issues WHERE hashtext(id || $1) % 2 = 0`, [String(step), one(['accept', 'not-affected']), JSON.stringify(scope)]);
        await settleAll();
      },
      end: async (step) => {
        await kernel.database.pool.query("UPDATE decisions SET state = 'ended', ended_at = now() WHERE hashtext(id || $1) % 2 = 0", [String(step)]);
        await settleAll();
      },
      policy: async (step) => {
        const policy = { ...DEFAULT_POLICY, require: some(DEFAULT_POLICY.require), unknownCounts: random(2) === 0 };
        await kernel.database.pool.query("INSERT INTO policies (version, policy, changed_by, changed_at) VALUES ($1, $2, 'Ann', now())", [step, JSON.stringify(policy)]);
        await settleAll({ isPolicyChange: true });
      },
    };
    const names = ['scan', 'scan', 'scan', ...Object.keys(happenings)];
    const happened: string[] = [];
    const seen = new Set<string>();
    try {
      for (let step = 1; step <= 40; step += 1) {
        const name = one(names) ?? 'scan';
        happened.push(name);
        await happenings[name]?.(step);
        const full = await rows(FULL);
        expect({ happened, assets: await rows('SELECT name, issues, weight FROM assets ORDER BY name') }).toEqual({ happened, assets: full });
        expect(await rows('SELECT issue_id, asset_id FROM places WHERE counted > 0 GROUP BY 1, 2 HAVING count(*) > 1')).toEqual([]);
        for (const { issues } of full) seen.add(JSON.stringify(issues));
      }
    } finally {
      await kernel.database.pool.query('DELETE FROM policies');
      await advisories.say(FIRST);
    }
    expect(seen.size).toBeGreaterThan(5);
  });
});
