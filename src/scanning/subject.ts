import { createHash } from 'node:crypto';
import { assemble, type Inventory } from './catalog/assemble.ts';
import type { Tree } from './catalog/tree.ts';
import type { ScanReport } from './contract.ts';
import type { SbomContent } from './sbom/index.ts';

/** What was looked at, before anything is known against it. */
export type Subject = {
  target: ScanReport['target'];
  inventory: Inventory;
  surface?: ScanReport['surface'];
};

/** A directory or a host: its digest is that of what was catalogued, so that the same packages at the same places have the same. */
export function treeSubject(kind: 'host' | 'directory', name: string, tree: Tree, surroundings: { runningKernel?: string | undefined } = {}): Subject {
  const inventory = assemble(tree, surroundings);
  return { target: { kind, name, digest: digestOf(inventory) }, inventory };
}

function digestOf({ packages, distribution, secrets }: Inventory): string {
  const hash = createHash('sha256').update(JSON.stringify(distribution ?? null));
  for (const { purl, places } of packages) hash.update(`\n${JSON.stringify([purl, places.map(({ path }) => path)])}`);
  for (const { rule, path, line } of secrets) hash.update(`\n${JSON.stringify([rule, path, line])}`);
  return `sha256:${hash.digest('hex')}`;
}

/** An SBOM: what it says stands for what it describes, and its own bytes are the input. */
export function sbomSubject(name: string, bytes: Uint8Array, { packages, distribution, unmatched }: SbomContent): Subject {
  const places = new Map<string, Inventory['packages'][number]>();
  for (const { purl, package: stated, paths } of packages) {
    const known = places.get(purl);
    const all = [...new Set([...(known?.places.map(({ path }) => path) ?? []), ...(paths.length > 0 ? paths : [name])])];
    places.set(purl, { ...(known ?? stated), purl, places: all.map((path) => ({ path })), foundBy: 'sbom' });
  }
  return {
    target: { kind: 'sbom', name, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` },
    inventory: {
      ...(distribution ? { distribution } : {}),
      packages: [...places.values()].sort((a, b) => (a.purl < b.purl ? -1 : a.purl > b.purl ? 1 : 0)),
      kernels: [], secrets: [], warnings: [],
      problems: unmatched === 0 ? [] : [{ path: name, reason: `${unmatched} components have no purl of a known type: they were not judged` }],
    },
  };
}
