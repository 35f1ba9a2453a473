import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, type Tx } from '../../src/kernel/database/index.ts';
import { createIdentity } from '../../src/identity/index.ts';
import { createInventory, type Inventory } from '../../src/inventory/index.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { testDatabase } from '../support/database.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

let database: Awaited<ReturnType<typeof testDatabase>>;
let kernel: Kernel;
let inventory: Inventory;
const within = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(kernel.db, work);

beforeAll(async () => {
  database = await testDatabase();
  kernel = await database.kernel();
  const identity = createIdentity(kernel);
  inventory = createInventory(kernel, { identity });
  await kernel.jobs.start({ work: true });
});
afterAll(() => database.stop());

describe('an asset', () => {
  test('is one, whoever tells of it first, and at the same time', async () => {
    const at = new Date();
    const told = { kind: 'image', key: digest('a'), name: 'registry.example/shop/web:1.4', at } as const;
    const met = await Promise.all(Array.from({ length: 8 }, () => within((tx) => inventory.seen(tx, told))));
    expect(new Set(met.map(({ id }) => id))).toEqual(new Set([inventory.assetId('image', digest('a'))]));
    expect(met.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(met[0]).toMatchObject({ name: 'registry.example/shop/web:1.4', lineage: 'registry.example/shop/web' });
  });

  test('that is an image keeps its name while that is a tag of it', async () => {
    const at = new Date();
    const see = (name: string) => within((tx) => inventory.seen(tx, { kind: 'image', key: digest('b'), name, at }));
    const { id } = await see('registry.example/shop/web:1.5');
    const tag = (reference: string, assetId: string, when = at) => within((tx) => inventory.tagged(tx, { reference, assetId, at: when }));
    expect(await tag('registry.example/shop/web:1.5', id)).toBe('new');
    expect(await tag('registry.example/shop/web:1.5', id)).toBe('same');
    expect((await see('registry.example/shop/web:latest')).name).toBe('registry.example/shop/web:1.5');
    expect(await tag('registry.example/shop/web:1.5', inventory.assetId('image', digest('a')), new Date(at.getTime() + 1))).toBe('moved');
    expect(await tag('registry.example/shop/web:1.5', id)).toBe('same');
    expect((await see('registry.example/shop/web:latest')).name).toBe('registry.example/shop/web:latest');
    expect(await within((tx) => inventory.tagsGone(tx, { prefix: 'registry.example/shop/web:', before: at }))).toEqual([]);
    expect(await within((tx) => inventory.tagsGone(tx, { prefix: 'registry.example/shop/web:', before: new Date(at.getTime() + 2) }))).toEqual([inventory.assetId('image', digest('a'))]);
  });

  test('has its scans and issues noted', async () => {
    const at = new Date();
    const { id } = await within((tx) => inventory.seen(tx, { kind: 'repository', key: 'https://code.example/a', name: 'a', at }));
    const counts = { critical: 1, high: 0, medium: 0, low: 0, other: 0, undecided: 1 };
    await within((tx) => inventory.noteIssues(tx, [{ assetId: id, counts, weight: 9 }]));
    await within((tx) => inventory.noteScan(tx, id, { at, complete: true }));
    await within((tx) => inventory.noteScan(tx, id, { at: new Date(at.getTime() - 1), complete: false }));
    const { rows } = await kernel.database.pool.query('SELECT issues, weight, scanned_at, scan_complete FROM assets WHERE id = $1', [id]);
    expect(rows).toEqual([{ issues: counts, weight: 9, scanned_at: at, scan_complete: true }]);
  });
});

describe('what runs', () => {
  test('is counted, exposed or not, and known by tag and image id', async () => {
    const at = new Date();
    const web = await within((tx) => inventory.seen(tx, { kind: 'image', key: digest('c'), name: 'registry.example/shop/c:1', digests: [digest('d')], at }));
    await within((tx) => inventory.tagged(tx, { reference: 'registry.example/shop/c:1', assetId: web.id, at }));
    const one = (image: { reference: string; digest: string | null }, workload: string, ports: string[] = []) => ({ image, host: 'h', nodeId: null, runtime: 'docker', namespace: null, workload, ports, startedAt: null });
    const tell = (reporter: string, when: Date, placements: ReturnType<typeof one>[]) => within((tx) => inventory.placed(tx, { reporter, at: when, placements }));
    const { images } = await tell('node:h', at, [one({ reference: 'registry.example/shop/c:1', digest: digest('d') }, 'x', ['127.0.0.1:80->80/tcp']), one({ reference: 'registry.example/shop/c:1', digest: null }, 'y', ['0.0.0.0:80->80/tcp'])]);
    expect(images).toEqual([web.id]);
    const read = async (id: string) => (await kernel.database.pool.query('SELECT running, exposed, name FROM assets WHERE id = $1', [id])).rows[0] as unknown;
    expect(await read(web.id)).toMatchObject({ running: 1, exposed: true });
    const later = new Date(at.getTime() + 1);
    const [mine] = (await tell('node:h', later, [one({ reference: 'local/thing', digest: digest('e') }, 'x')])).images.filter((id) => id !== web.id);
    expect(await read(mine ?? '')).toMatchObject({ running: 1, exposed: false, name: 'local/thing' });
    expect(await read(web.id)).toMatchObject({ running: 0, exposed: false });
    expect((await tell('node:h', at, [])).images).toEqual([]);
    expect(await read(mine ?? '')).toMatchObject({ running: 1 });
  });
});
