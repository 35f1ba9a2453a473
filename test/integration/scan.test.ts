import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixtureRoot, pairsOf, scanPlace, type ScanPlace } from '../support/scanning.ts';
import { hasShared, shared } from '../support/shared.ts';

const ALPINE = 'scan-fixtures/trivy/alpine-310.docker-archive.tar.gz';

describe.skipIf(!hasShared)('A stranger scans (needs the shared data)', () => {
  let place: ScanPlace;
  /** The advisories that these tests need, in the layout of the OSV bucket: a whole sync is another test's. */
  let bucket: string;

  beforeAll(async () => {
    place = scanPlace();
    bucket = join(place.directory, 'bucket');
    mkdirSync(join(bucket, 'osv'), { recursive: true });
    for (const [name, from] of [['Debian', 'Debian:12'], ['Alpine', 'Alpine'], ['npm', 'npm']] as const) symlinkSync(shared(`advisories/osv/${from}`), join(bucket, 'osv', name));
    for (const file of ['kev.json', 'epss-kev.csv', 'cve-cvss.json']) symlinkSync(shared(`advisories/${file}`), join(bucket, file));
    const { code, stderr } = await place.glacis('advisories', 'sync', '--from', bucket);
    expect({ code, stderr }).toMatchObject({ code: 0 });
  });
  afterAll(() => place.remove());

  test.for(['debian12-point-release', 'debian12-pinned-old'])('the findings of the real root %s are those of dpkg', async (name) => {
    const { files, expected } = fixtureRoot('debian12.zip', name);
    const { report } = await place.report('host', place.tree(name, files), '--scanners', 'vuln');
    expect(pairsOf(report)).toEqual(expected);
    expect(report.distribution).toMatchObject({ id: 'debian', version: '12', endOfLife: { reached: false } });
    expect(report.complete).toBe(true);
  });

  test.for(['v3.10', 'v3.14', 'v3.18', 'v3.20'])('the findings of the real root of Alpine %s are those of apk', async (name) => {
    const { files, expected } = fixtureRoot('alpine.zip', name);
    const { report } = await place.report('host', place.tree(`alpine-${name}`, files), '--scanners', 'vuln');
    expect(pairsOf(report)).toEqual(expected);
  });

  test('an image in a docker archive: packages, layer, findings, end of life, and what it was matched with', async () => {
    const answer: { packages: { name: string; version: string }[]; findings: { list: { package: string; id: string }[] } } = JSON.parse(readFileSync(shared('scan-fixtures/trivy/alpine-310.expected.json'), 'utf8'));
    const { code, report } = await place.report('image', shared(ALPINE));
    expect(code).toBe(0);
    expect(report.packages.map(({ name, version }) => `${name} ${version}`).sort()).toEqual(answer.packages.map(({ name, version }) => `${name} ${version}`).sort());
    expect(pairsOf(report)).toEqual(answer.findings.list.map((finding) => `${finding.package} ${finding.id}`).sort());
    expect(report.packages[0]?.places[0]?.layer).toBe(report.target.layers?.[0]?.diffId);
    expect(report.distribution).toMatchObject({ id: 'alpine', endOfLife: { date: '2021-05-01', reached: true } });
    expect(report.advisories).toMatchObject({ digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
    expect(report.target.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  test('an SBOM of an image, whichever its format, has the findings of the image', async () => {
    const files = ['cyclonedx', 'spdx-json'].map((format) => join(place.directory, `alpine.${format}`));
    const { stdout } = await place.glacis('scan', 'image', shared(ALPINE), ...['cyclonedx', 'spdx-json'].flatMap((format, index) => ['-o', `${format}=${files[index]}`]), '-o', `json=${join(place.directory, 'alpine.json')}`);
    expect(stdout).toBe('');
    const image = JSON.parse(readFileSync(join(place.directory, 'alpine.json'), 'utf8'));
    for (const file of files) {
      const { report } = await place.report('sbom', file);
      expect({ file, pairs: pairsOf(report) }).toEqual({ file, pairs: pairsOf(image) });
      expect(report.packages).toHaveLength(14);
    }
  });

  test.skipIf(!existsSync('/usr/bin/dpkg-query'))('this machine has the packages that dpkg-query says, and says who listens', async () => {
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const address = listener.address();
    const { report } = await place.report('host', '--scanners', 'vuln', '--skip-dirs', '/work,/tmp,/home,/root,/opt,/usr/bin,/usr/local,/usr/share,/usr/lib/google-cloud-sdk,/usr/lib/jvm,/usr/lib/x86_64-linux-gnu,/usr/lib/node_modules');
    listener.close();
    const installed = execFileSync('/usr/bin/dpkg-query', ['-W', '-f', '${db:Status-Abbrev}${Package} ${Version} ${Architecture}\n'], { encoding: 'utf8' })
      .split('\n').filter((line) => line.startsWith('ii ')).map((line) => line.slice(3).trim()).sort();
    expect(report.packages.filter(({ type }) => type === 'deb').map(({ name, version, arch }) => `${name} ${version} ${arch}`).sort()).toEqual(installed);
    expect(report.surface?.listening).toContainEqual(expect.objectContaining({ port: typeof address === 'object' ? address?.port : 0, exposed: false, process: expect.objectContaining({ pid: process.pid }) }));
  });

  describe('in a pipeline', () => {
    const exit = async (...args: string[]) => (await place.glacis('scan', ...args, '--quiet')).code;

    test('exit codes say yes, no, wrong, not known, nothing', async () => {
      const image = shared(ALPINE);
      expect(await exit('image', image)).toBe(0);
      expect(await exit('image', image, '--fail-on', 'any')).toBe(1);
      expect(await exit('image', image, '--exit-code', '9', '--ignore-unfixed')).toBe(9);
      expect(await exit('image', image, '--exit-on-eol', '5')).toBe(5);
      expect(await exit('image', image, '--fail-on', 'bad')).toBe(2);
      expect(await exit('image', image, '--nonsense')).toBe(2);
      expect(await exit('image', './no-such.tar')).toBe(3);
      expect(await exit('image', image, '--max-advisory-age', '1ms')).toBe(3);
      expect(await exit('dir', place.tree('nothing', [['README', 'x']]))).toBe(4);
    });

    test('a scan that could not read a lock file is never a yes', async () => {
      const tree = place.tree('broken', [['package-lock.json', '{ "lockfileVersion": 3, "packages": {'], ['requirements.txt', 'requests==2.31.0\n']]);
      const { code, report } = await place.report('dir', tree, '--scanners', 'vuln');
      expect(code).toBe(3);
      expect(report).toMatchObject({ complete: false, problems: [{ path: 'package-lock.json' }, { reason: expect.stringContaining('no advisories for packages of PyPI') }], packages: [{ purl: 'pkg:pypi/requests@2.31.0' }] });
    });

    test('stdout has the report and nothing else; what people are told is on stderr', async () => {
      const { stdout, stderr, code } = await place.glacis('scan', 'image', shared(ALPINE), '-f', 'sarif', '--fail-on', 'any');
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ version: '2.1.0' });
      expect(stderr).toContain('against the policy');
      expect(stderr).not.toContain('\u001b');
    });

    test('decisions are heeded, told when asked, and never guessed', async () => {
      const image = shared(ALPINE);
      const { report: before } = await place.report('image', image);
      const [first] = before.findings;
      const vex = join(place.directory, 'vex.json');
      writeFileSync(vex, JSON.stringify({
        '@context': 'https://openvex.dev/ns/v0.2.0', '@id': 'urn:x', author: 'us', timestamp: '2026-01-01T00:00:00Z', version: 1,
        statements: [{ vulnerability: { name: first?.id }, products: [{ '@id': first?.package }], status: 'not_affected', justification: 'vulnerable_code_not_present' }],
      }));
      const { report } = await place.report('image', image, '--vex', vex);
      expect(report.findings).toHaveLength(before.findings.length - 1);
      expect(report.suppressed).toMatchObject([{ finding: { id: first?.id }, suppression: { by: 'vex', reason: 'vulnerable_code_not_present' } }]);
      expect((await place.glacis('scan', 'image', image, '--vex', vex, '--show-suppressed')).stdout).toContain('vulnerable_code_not_present');
      expect(await exit('image', image, '--vex', './no-such.json')).toBe(2);
    });
  });

  test('advisories come from an address too, and a scan alone fetches them', async () => {
    const other = scanPlace();
    const server = createServer((request, response) => {
      const file = join(bucket, decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname));
      if (!file.startsWith(bucket) || !existsSync(file) || !/\.(zip|json|csv)$/.test(file)) response.writeHead(404).end();
      else response.end(readFileSync(file));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
    try {
      const nothing = await other.glacis('scan', 'image', shared(ALPINE), '--offline');
      expect(nothing.code).toBe(3);
      expect(nothing.stderr).toContain('glacis advisories sync');
      const { report, code } = await other.report('image', shared(ALPINE), '--advisories', url);
      expect(code).toBe(0);
      const { report: same } = await place.report('image', shared(ALPINE));
      expect(report.findings).toEqual(same.findings);
      expect(report.advisories?.digest).toBe(same.advisories?.digest);
    } finally {
      server.close();
      other.remove();
    }
  });

  test('what is left out of an image is not looked at', async () => {
    const { report, code } = await place.report('image', shared(ALPINE), '--skip-dirs', '/lib/apk');
    expect(report.packages).toEqual([]);
    // A system of which nothing is known is never a yes.
    expect({ code, complete: report.complete, distribution: report.distribution?.id }).toEqual({ code: 3, complete: false, distribution: 'alpine' });
  });

  test('the same scan twice gives the same report but for its time', async () => {
    copyFileSync(shared(ALPINE), join(place.directory, 'copy.tar.gz'));
    const [one, two] = [await place.report('image', './copy.tar.gz'), await place.report('image', './copy.tar.gz')];
    expect({ ...one.report, scannedAt: '' }).toEqual({ ...two.report, scannedAt: '' });
  });

});
