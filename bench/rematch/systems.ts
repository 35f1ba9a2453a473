import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { examineDirectory, examineHost } from '../../src/scanning/scans.ts';
import type { Subject } from '../../src/scanning/index.ts';
import type { Package } from '../../src/scanning/catalog/package.ts';
import { purlOf } from '../../src/scanning/catalog/purl.ts';
import { scanFixture } from '../../test/support/scan-fixtures.ts';

export type RealSystems = { systems: Subject[]; /** What a service brings along: of the lock files, and others that advisories know. */ libraries: Package[] };

/** How many libraries of each ecosystem there are to choose from, and how many a service has. */
const NAMES = 400;
const LIBRARIES = 120;

/** Real systems of the shared fixtures (Debian, Alpine, lock files of npm), and the names of libraries of an advisory file. */
export async function realSystems(advisories: string): Promise<RealSystems> {
  const systems: Subject[] = [];
  for (const [bundle, roots] of [['debian12', ['debian12-pinned-old', 'debian12-point-release']], ['alpine', undefined]] as const) {
    const files = scanFixture(`e2e/${bundle}.zip`);
    for (const root of roots ?? [...new Set([...files.keys()].map((path) => path.split('/')[0] ?? ''))]) {
      const subject = await inDirectory(files, root, (path) => examineHost(path, { name: root, scanners: new Set(['vuln']) }));
      if (subject.inventory.packages.length > 0) systems.push(subject);
    }
  }
  const locks = scanFixture('ruby-node/ruby-node.zip');
  const declared = await inDirectory(locks, 'input', (path) => examineDirectory(path, { scanners: new Set(['vuln']) }));
  return { systems, libraries: [...declared.inventory.packages.filter(({ type }) => type === 'npm'), ...knownLibraries(advisories)] };
}

function knownLibraries(file: string): Package[] {
  const db = new DatabaseSync(file, { readOnly: true });
  const select = db.prepare('SELECT p.name FROM package p JOIN ecosystem e ON e.id = p.ecosystem WHERE e.name = ? ORDER BY p.id * 2654435761 % 1000003 LIMIT ?');
  const libraries = (['npm', 'PyPI', 'Go', 'RubyGems'] as const).flatMap((ecosystem) => select.all(ecosystem, NAMES).flatMap(({ name }): Package[] => {
    const parts = String(name).split('/');
    const stated = { type: TYPES[ecosystem], name: parts.pop() ?? '', ...(parts.length === 0 ? {} : { namespace: parts.join('/') }), version: '1.0.0' };
    return [{ ...stated, purl: purlOf(stated), places: [{ path: `${ecosystem}.lock` }], foundBy: 'bench' }];
  }));
  db.close();
  return libraries;
}

const TYPES = { npm: 'npm', PyPI: 'pypi', Go: 'golang', RubyGems: 'gem' } as const;

async function inDirectory(files: ReadonlyMap<string, Uint8Array>, root: string, look: (path: string) => Promise<Subject>): Promise<Subject> {
  const directory = mkdtempSync(join(tmpdir(), 'glacis-bench-system-'));
  try {
    for (const [path, content] of files) {
      if (!path.startsWith(`${root}/`) || path.endsWith('/')) continue;
      const file = join(directory, path.slice(root.length + 1));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    return await look(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The version of a package some releases on or back, as its ecosystem writes it. */
function varied(version: string, by: number): string {
  const at = /\d+(?!.*\d)/.exec(version);
  return at === null ? version : `${version.slice(0, at.index)}${(Number(at[0]) + by) % 1_000}${version.slice(at.index + at[0].length)}`;
}

/** The nth of many SBOMs: a real system with some of its packages at other versions, and a part of the npm packages. */
export function sbomOf({ systems, libraries }: RealSystems, nth: number): Subject {
  const base = systems[nth % systems.length];
  if (!base) throw new Error('there are no systems');
  const random = (of: number) => (Math.imul(nth + 1, 2_654_435_761) + Math.imul(of + 1, 40_503)) >>> 8;
  const { distribution } = base.inventory;
  const own = base.inventory.packages.map((one, at) => {
    if (random(at) % 5 !== 0) return one;
    const version = varied(one.version, random(at) % 9);
    const next = { ...one, version, ...(one.source ? { source: { ...one.source, version: varied(one.source.version, random(at) % 9) } } : {}) };
    return { ...next, purl: purlOf(next, distribution) };
  });
  const declared = Array.from({ length: LIBRARIES }, (_, at) => {
    // A few libraries are everywhere, most are seldom.
    const chosen = libraries[Math.floor(((random(at + 1_000) % 1_000) / 1_000) ** 2 * libraries.length)];
    if (!chosen) throw new Error('there are no libraries');
    const next = { ...chosen, version: chosen.foundBy === 'bench' ? `${random(at) % 4}.${random(at + 7) % 5}.${random(at + 9) % 2}` : varied(chosen.version, random(at) % 6) };
    return { ...next, purl: purlOf(next) };
  });
  const packages = [...new Map([...own, ...declared].map((one) => [one.purl, one])).values()];
  return { target: { kind: 'image', name: `registry.example/team-${nth % 40}/service-${nth % 700}:${nth}`, digest: `sha256:${nth.toString(16).padStart(64, '0')}` }, inventory: { ...base.inventory, packages, problems: [] } };
}
