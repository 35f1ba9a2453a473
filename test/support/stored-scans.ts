import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInventory } from '../../src/inventory/index.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { syncAdvisories } from '../../src/scanning/advisories/sync/sync.ts';
import type { Package, PackageType } from '../../src/scanning/catalog/package.ts';
import { purlOf } from '../../src/scanning/catalog/purl.ts';
import type { Distribution, Kernel as InstalledKernel } from '../../src/scanning/catalog/cataloguer.ts';
import type { Subject } from '../../src/scanning/index.ts';
import { componentRoom } from '../../src/vulnerabilities/components/index.ts';
import { settler, type Settle } from '../../src/vulnerabilities/issues/settle.ts';
import { osvZip, writeFiles } from './advisories.ts';

type Json = Record<string, unknown>;

export const debian12: Distribution = { id: 'debian', version: '12', codename: 'bookworm', name: 'Debian GNU/Linux 12 (bookworm)', like: [] };

/** A package as an image of the distribution, or of none, has it. */
export const packageOf = (type: PackageType, name: string, version: string, { distribution, ...more }: Partial<Package> & { distribution?: Distribution } = {}): Package => ({
  purl: purlOf({ type, name, version, ...more }, distribution), type, name, version, places: [{ path: `${name}.list` }], foundBy: 'test', ...more,
});

export type Given = { packages: readonly Package[]; distribution?: Distribution; kernels?: readonly InstalledKernel[]; problems?: readonly { path: string; reason: string }[] };

export const subjectOf = (kind: Subject['target']['kind'], name: string, { packages, distribution, kernels = [], problems = [] }: Given): Subject => ({
  target: { kind, name, digest: `sha256:${'0'.repeat(64)}` },
  inventory: { packages, ...(distribution ? { distribution } : {}), kernels, secrets: [], problems, warnings: [] },
});

export const imageDigest = (number: number): string => `sha256:${number.toString(16).padStart(64, '0')}`;

/** An OSV record about versions of a package before a fix, or all where there is none. */
export const advisoryOf = (id: string, ecosystem: string, name: string, fixed: string | undefined, more: Json = {}): Json => ({
  schema_version: '1.7.0', id, modified: '2026-11-01T00:00:00Z', summary: `${id} in ${name}`,
  affected: [{ package: { ecosystem, name }, ranges: [{ type: ecosystem.includes(':') ? 'ECOSYSTEM' : 'SEMVER', events: [{ introduced: '0' }, ...(fixed === undefined ? [] : [{ fixed }])] }] }],
  ...more,
});

/** A source of advisories and the directory that they are synced to, at the time that it is there. */
export function advisoryPlace({ now = () => Date.parse('2026-11-23T12:30:00Z') } = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'glacis-desk-'));
  const [from, kept] = [join(directory, 'source'), join(directory, 'kept')];
  return {
    directory: kept,
    /** Makes the source say this and nothing else, and syncs. */
    async say(records: Readonly<Record<string, readonly Json[]>>, more: Readonly<Record<string, string>> = {}): Promise<string> {
      rmSync(from, { recursive: true, force: true });
      writeFiles(from, { ...Object.fromEntries(Object.entries(records).map(([name, list]) => [`osv/${name}/all.zip`, osvZip(list)])), ...more });
      const clock = { ...manualClock(now()), sleep: async () => {} };
      return (await syncAdvisories({ directory: kept, from, clock, env: {}, waits: [], acceptLoss: true })).digest;
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** The rooms that store what is in assets and settle what follows, on a kernel with a database. */
export function deskOf(kernel: Kernel, around: (settle: Settle) => Settle = (settle) => settle) {
  const inventory = createInventory(kernel, { identity: { tokens: nobody, strangers: nobody } });
  const settle = around(settler({ outbox: kernel.outbox, inventory }));
  return { inventory, settle, room: componentRoom(kernel, { inventory, settle }) };
}

/** Nobody signs in here. */
const nobody = undefined as never;
