import { describe, expect, test } from 'vitest';
import { catalogFile, jsonOf, scanFixture, timed, tools } from '../../../test/support/scan-fixtures.ts';
import { hasShared } from '../../../test/support/shared.ts';
import { assemble, type Inventory } from './assemble.ts';
import type { Reading } from './cataloguer.ts';
import { dpkg } from './dpkg/index.ts';
import type { StatedPackage } from './package.ts';
import { release } from './system/release.ts';
import type { Tree, TreeFile } from './tree.ts';

const DEBIAN: Reading = { distribution: { id: 'debian', version: '12', name: 'Debian GNU/Linux 12', like: [] } };
const STATUS = 'var/lib/dpkg/status';
const deb = (name: string, version = '1', more: Partial<StatedPackage> = {}): StatedPackage => ({ type: 'deb', name, version, ...more });
const npm = (name: string, more: Partial<StatedPackage> = {}): StatedPackage => ({ type: 'npm', name, version: '1', ...more });

/** A file with what is read of it in each layer that has a version of it. */
function file(path: string, ...versions: [layer: number, reading: Reading][]): TreeFile {
  const [first = { layer: 0, readings: [] }, ...rest] = versions.map(([layer, reading]) => ({ layer, readings: [{ ...reading, by: 'test' }] }));
  return { path, versions: [first, ...rest] };
}

const LAYERS = [{ diffId: 'sha256:a' }, { diffId: 'sha256:b' }, { diffId: 'sha256:c' }];
const tree = (...files: TreeFile[]): Tree => ({ layers: LAYERS, files, problems: [] });
const purls = ({ packages }: Inventory) => packages.map(({ purl }) => purl);

describe('which packages there are', () => {
  test('the last version of a file counts', () => {
    const found = assemble(tree(file(STATUS, [0, { packages: [deb('a'), deb('b')] }], [2, { packages: [deb('b', '2')] }]), file('etc/os-release', [0, DEBIAN])));
    expect(purls(found)).toEqual(['pkg:deb/debian/b@2?distro=debian-12']);
  });

  test('the same package at several places is one package', () => {
    const { packages } = assemble(tree(file('b/node_modules/x/package.json', [1, { packages: [npm('x', { dev: true })] }]), file('a/package-lock.json', [0, { packages: [npm('x')] }])));
    expect(packages).toEqual([
      {
        type: 'npm', name: 'x', version: '1', purl: 'pkg:npm/x@1', foundBy: 'test',
        places: [{ path: 'a/package-lock.json', layer: 'sha256:a' }, { path: 'b/node_modules/x/package.json', layer: 'sha256:b' }],
      },
    ]);
  });

  test('a package is one for development only while everybody says so', () => {
    const both = assemble(tree(file('a', [0, { packages: [npm('x', { dev: true })] }]), file('b', [0, { packages: [npm('x', { dev: true })] }])));
    expect(both.packages[0]?.dev).toBe(true);
    const one = assemble(tree(file('a', [0, { packages: [npm('x', { dev: true })] }]), file('b', [0, { packages: [npm('x')] }])));
    expect(one.packages[0]?.dev).toBeUndefined();
  });

  test('a package in a nested archive is at the place within', () => {
    const { packages } = assemble(tree(file('app.jar', [0, { packages: [{ type: 'maven', namespace: 'g', name: 'x', version: '1', within: 'BOOT-INF/lib/x.jar' }] }])));
    expect(packages[0]).toMatchObject({ places: [{ path: 'app.jar!/BOOT-INF/lib/x.jar' }] });
    expect(packages[0]).not.toHaveProperty('within');
  });

  test('names that a package index takes for the same are the same', () => {
    const found = assemble(tree(file('a', [0, { packages: [{ type: 'pypi', name: 'Flask_Login', version: '1' }] }]), file('b', [0, { packages: [{ type: 'pypi', name: 'flask-login', version: '1' }] }])));
    expect(found.packages.map(({ places }) => places.length)).toEqual([2]);
  });

  test('the answer does not depend on the order of the files', () => {
    const files = [file(STATUS, [0, { packages: [deb('b'), deb('a')], warnings: ['w'] }]), file('a/package-lock.json', [0, { packages: [npm('z'), npm('y')] }]), file('b/package-lock.json', [0, { packages: [npm('y', { licenses: ['MIT'] })] }]), file('etc/os-release', [0, DEBIAN])];
    expect(assemble(tree(...files.toReversed()))).toEqual(assemble(tree(...files)));
  });

  test('system packages without a distribution are warned of: nobody can tell which advisories speak of them', () => {
    expect(assemble(tree(file(STATUS, [0, { packages: [deb('a')] }]))).warnings).toEqual([{ path: 'etc/os-release', reason: expect.stringContaining('which distribution') as string }]);
    expect(assemble(tree(file('a', [0, { packages: [npm('a')] }]))).warnings).toEqual([]);
  });
});

describe('which layer brought a package', () => {
  const layerOf = (...versions: [number, Reading][]) => assemble(tree(file(STATUS, ...versions))).packages.find(({ name }) => name === 'a')?.places[0]?.layer;
  const having = (...names: string[]): Reading => ({ packages: names.map((name) => deb(name)) });

  test.for<[case_: string, versions: [number, Reading][], layer: string]>([
    ['the lowest that has it', [[0, having('a')], [1, having('a', 'b')], [2, having('a', 'b', 'c')]], 'sha256:a'],
    ['the one that added it', [[0, having('b')], [1, having('a', 'b')], [2, having('a')]], 'sha256:b'],
    ['the one that brought it back', [[0, having('a')], [1, having('b')], [2, having('a')]], 'sha256:c'],
    ['the one that changed its version', [[0, { packages: [deb('a', '0')] }], [2, having('a')]], 'sha256:c'],
    ['the only one', [[1, having('a')]], 'sha256:b'],
  ])('%s', ([, versions, layer]) => {
    expect(layerOf(...versions)).toBe(layer);
  });

  test('a folder has no layers to tell', () => {
    const found = assemble({ layers: [{}], files: [file('a', [0, { packages: [npm('x')] }])], problems: [] });
    expect(found.packages[0]?.places).toEqual([{ path: 'a' }]);
  });
});

describe("the distribution's own language packages", () => {
  const owned = (owner: StatedPackage, paths: string[], path: string, more: Partial<StatedPackage> = {}) =>
    purls(assemble(tree(file(STATUS, [0, { packages: [owner] }]), file(`var/lib/dpkg/info/${owner.name}.list`, [0, { owns: [{ package: owner.name, paths }] }]), file(path, [0, { packages: [npm('x', more)] }]), file('etc/os-release', [0, DEBIAN]))))
      .filter((purl) => purl.startsWith('pkg:npm'));

  test.for<[case_: string, owner: StatedPackage, paths: string[], path: string, counted: boolean]>([
    ['its file is owned', deb('node-x'), ['usr/share/nodejs/x/package.json'], 'usr/share/nodejs/x/package.json', false],
    ['only its folder is owned', deb('node-x'), ['usr/share/nodejs/x'], 'usr/share/nodejs/x/package.json', true],
    ['it lies beside', deb('node-x'), ['usr/share/nodejs/x/package.json'], 'usr/local/lib/node_modules/x/package.json', true],
    ['owned under /lib, found under /usr/lib', deb('node-x'), ['lib/x/package.json'], 'usr/lib/x/package.json', false],
    ['owned under /usr/lib64, found under /lib64', deb('node-x'), ['usr/lib64/x/package.json'], 'lib64/x/package.json', false],
    ['owned under /usr/share, found under /share', deb('node-x'), ['usr/share/x/package.json'], 'share/x/package.json', true],
    ['the owner is a third party', deb('nodejs', '1', { vendor: 'Nodesource <support@nodesource.com>' }), ['usr/lib/node_modules/npm/package.json'], 'usr/lib/node_modules/npm/package.json', true],
  ])('%s', ([, owner, paths, path, counted]) => {
    expect(owned(owner, paths, path)).toHaveLength(counted ? 1 : 0);
  });

  test('what lies in an owned archive is owned with it', () => {
    expect(owned(deb('libx-java'), ['usr/share/java/app.war'], 'usr/share/java/app.war', { within: 'WEB-INF/lib/x.jar' })).toEqual([]);
  });

  test('a file list that a later layer took away owns nothing', () => {
    const list = file('var/lib/dpkg/info/a.list', [0, { owns: [{ package: 'a', paths: ['usr/lib/x'] }] }], [1, {}]);
    expect(purls(assemble(tree(list, file('usr/lib/x', [0, { packages: [npm('x')] }]))))).toEqual(['pkg:npm/x@1']);
  });
});

describe('what else there is', () => {
  test('kernels by files, by packages, and the one that runs', () => {
    const found = tree(
      file('boot/vmlinuz-6.1.0-18-amd64', [0, { kernels: [{ release: '6.1.0-18-amd64', running: false }] }]),
      file(STATUS, [0, { packages: [deb('linux-image-6.1.0-18-amd64'), deb('linux-image-6.1.0-20-amd64'), deb('linux-image-amd64')] }]),
    );
    expect(assemble(found, { runningKernel: '6.1.0-17-amd64' }).kernels).toEqual([
      { release: '6.1.0-17-amd64', running: true }, { release: '6.1.0-18-amd64', running: false }, { release: '6.1.0-20-amd64', running: false },
    ]);
  });

  test('secrets of files that a later layer removed, unless they still stand', () => {
    const secret = { rule: 'private-key', title: 'A key', severity: 'high' as const, line: 3, excerpt: '***' };
    const buried = [{ path: 'app/.env', layer: 0, secrets: [secret] }, { path: 'root/key', layer: 0, secrets: [secret, secret] }];
    expect(assemble({ ...tree(file('app/.env', [1, { secrets: [secret] }])), buried }).secrets)
      .toEqual([{ ...secret, path: 'app/.env', layer: 'sha256:b' }, { ...secret, path: 'root/key', layer: 'sha256:a', removed: true }]);
  });

  test('secrets with their places', () => {
    const secret = { rule: 'aws', title: 'AWS key', severity: 'high', line: 2, excerpt: 'key=****' } as const;
    expect(assemble(tree(file('app/.env', [1, { secrets: [secret] }]))).secrets).toEqual([{ ...secret, path: 'app/.env', layer: 'sha256:b' }]);
  });

  test('problems and warnings with their paths', () => {
    const found = assemble({ ...tree(file('b', [0, { warnings: ['odd'] }])), problems: [{ path: 'z', reason: 'r' }, { path: 'a', reason: 'r' }] });
    expect(found.problems.map(({ path }) => path)).toEqual(['a', 'z']);
    expect(found.warnings).toEqual([{ path: 'b', reason: 'odd' }]);
  });
});

test('ten thousand packages and half a million owned paths take well under a second', () => {
  const packages = Array.from({ length: 5_000 }, (_, i) => deb(`p${i}`, `${i}-1`, { arch: 'amd64', source: { name: `s${i}`, version: `${i}` } }));
  const lists = packages.map(({ name }, i) => file(`var/lib/dpkg/info/${name}.list`, [0, { owns: [{ package: name, paths: Array.from({ length: 100 }, (_, k) => `usr/lib/python3/dist-packages/${name}/module${i}/file${k}.py`) }] }]));
  const modules = Array.from({ length: 5_000 }, (_, i) => file(`usr/lib/python3/dist-packages/p${i}/module${i}/file${i % 200}.py`, [1, { packages: [npm(`m${i}`)] }]));
  const whole = tree(file(STATUS, [0, { packages: packages.slice(0, 4_000) }], [1, { packages: packages.slice(0, 4_500) }], [2, { packages }]), ...lists, ...modules, file('etc/os-release', [0, DEBIAN]));
  let packagesFound = 0;
  const { milliseconds } = timed(() => { packagesFound = assemble(whole).packages.length; });
  expect(packagesFound).toBe(5_000 + 2_500);
  // About 350 on a machine that does nothing else, collecting garbage included.
  expect(milliseconds).toBeLessThan(1_500);
});

describe.runIf(hasShared)('two real Debian 12 systems', () => {
  const files = scanFixture('e2e/debian12.zip');
  const treeOf = (root: string): Tree => ({
    layers: [{}],
    problems: [],
    files: [...files].filter(([path]) => path.startsWith(`${root}/`)).map(([path, bytes]) => {
      const name = path.slice(root.length + 1);
      const content = catalogFile(name, bytes);
      const readings = [dpkg, release].filter((cataloguer) => cataloguer.wants(content)).map((cataloguer) => ({ ...cataloguer.read(content, tools), by: cataloguer.id }));
      // Until a cataloguer of another language says it: what pip installed and what Debian did look alike.
      if (/\.(?:dist|egg)-info\/(?:METADATA|PKG-INFO)$/.test(name)) readings.push({ by: 'python', packages: [{ type: 'pypi', name: name.split('/').at(-2) ?? '', version: '' }] });
      return { path: name, versions: [{ layer: 0, readings }] };
    }),
  });

  test.for([['debian12-point-release', 96, 0], ['debian12-pinned-old', 155, 8]] as const)('%s has %i packages; %i python packages of Debian are not counted', ([root, count, python]) => {
    const whole = treeOf(root);
    expect(whole.files.filter(({ path }) => path.includes('-packages/'))).toHaveLength(python);
    const { packages, distribution } = assemble(whole);
    expect(distribution).toMatchObject({ id: 'debian', version: '12' });
    expect(packages.map(({ type }) => type)).toEqual(Array.from({ length: count }, () => 'deb'));
  });

  test('every finding names a package with the source that was found', () => {
    for (const root of ['debian12-point-release', 'debian12-pinned-old']) {
      const { packages } = assemble(treeOf(root));
      const { findings } = jsonOf(files, `${root}/expected-findings.json`) as { findings: { package: string; version: string; source: string; source_version: string }[] };
      const known = new Set(packages.map(({ name, version, source }) => [name, version, source?.name ?? name, source?.version ?? version].join(' ')));
      expect(findings.filter((finding) => !known.has([finding.package, finding.version, finding.source, finding.source_version].join(' ')))).toEqual([]);
    }
  });

  test('what pip installs beside Debian is counted', () => {
    const whole = treeOf('debian12-pinned-old');
    const pip: TreeFile = { path: 'usr/local/lib/python3.11/dist-packages/six-1.16.0.dist-info/METADATA', versions: [{ layer: 0, readings: [{ by: 'python', packages: [{ type: 'pypi', name: 'six', version: '1.16.0' }] }] }] };
    expect(assemble({ ...whole, files: [...whole.files, pip] }).packages.filter(({ type }) => type === 'pypi').map(({ purl }) => purl)).toEqual(['pkg:pypi/six@1.16.0']);
  });
});
