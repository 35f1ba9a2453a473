import { createHash } from 'node:crypto';
import type { Component, Subject, judging } from '../../scanning/index.ts';
import { storable, storableValue } from './storable.ts';

export type Judging = Awaited<ReturnType<typeof judging>>;

/** A component in one asset, with all that is stored of it. */
export type FoundComponent = {
  key: string;
  judged: Component;
  /** The names under which advisories speak of it. */
  names: readonly { ecosystem: string; name: string }[];
  paths: readonly string[];
  setAside: string | null;
};

/** What a scan or an SBOM says is in an asset, ready to be stored: every text bounded and storable. */
export type Content = {
  target: { kind: Subject['target']['kind']; name: string; digest: string; platform: string | null };
  distribution: { id: string; version: string; name: string; endOfLife: string | null } | null;
  components: readonly FoundComponent[];
  /** sha256 of all that matters: what has the same changes nothing. */
  digest: string;
  complete: boolean;
  problems: readonly { path: string; reason: string }[];
};

/** More places of one package are left out: nobody looks through them. */
const MOST_PATHS = 100;
const MOST_PROBLEMS = 100;
/** An index holds no longer ones, and no package has such a name. In bytes. */
const LONGEST_PURL = 2_000;

/** Makes content of what was looked at. Pure; for an SBOM of 200 MB it takes seconds. */
export function contentOf({ componentsOf, endOfLife, namesOf }: Pick<Judging, 'componentsOf' | 'endOfLife' | 'namesOf'>, { target, inventory }: Subject): Content {
  const { distribution, kernels } = inventory;
  const fitting = inventory.packages.filter(({ purl, name }) => Buffer.byteLength(purl) <= LONGEST_PURL && Buffer.byteLength(name) <= LONGEST_PURL / 2);
  const found = new Map<string, FoundComponent>();
  for (const { package: one, component, setAside } of componentsOf(fitting.map(storableValue), { distribution: distribution && storableValue(distribution), kernel: { isContainer: target.kind === 'image', kernels } })) {
    const key = createHash('sha256').update(JSON.stringify(component)).digest('base64url');
    const paths = one.places.slice(0, MOST_PATHS).map(({ path }) => storable(path));
    const known = found.get(key);
    const reason = setAside ?? (one.version === '' ? 'states no version' : null);
    found.set(key, { key, judged: component, names: namesOf(component), paths: [...new Set([...(known?.paths ?? []), ...paths])].slice(0, MOST_PATHS), setAside: reason });
  }
  const left = inventory.packages.length - fitting.length;
  const problems = [...inventory.problems, ...(left === 0 ? [] : [{ path: '', reason: `${left} packages have names that are longer than any package's: they were left out` }])];
  const components = [...found.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const told = problems.slice(0, MOST_PROBLEMS).map(({ path, reason }) => ({ path: storable(path), reason: storable(reason) }));
  const complete = problems.length === 0;
  return {
    target: { kind: target.kind, name: storable(target.name), digest: storable(target.digest), platform: target.platform === undefined ? null : storable(target.platform, 100) },
    distribution: distribution ? { id: storable(distribution.id, 100), version: storable(distribution.version, 100), name: storable(distribution.name, 300), endOfLife: endOfLife(distribution)?.date ?? null } : null,
    components, complete, problems: told,
    digest: digestOf({ components, complete, problems: told, distribution }),
  };
}

function digestOf({ components, complete, problems, distribution }: Pick<Content, 'components' | 'complete' | 'problems'> & { distribution: object | undefined }): string {
  const hash = createHash('sha256').update(JSON.stringify([complete, problems, distribution ?? null]));
  for (const { key, paths, setAside } of components) hash.update(`\n${JSON.stringify([key, paths, setAside])}`);
  return `sha256:${hash.digest('hex')}`;
}
