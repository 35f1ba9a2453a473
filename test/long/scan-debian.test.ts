import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScanReport } from '../../src/scanning/contract.ts';
import { archiveOf, blobsOf, dockerFiles, imageParts, ociFiles, writeFiles } from '../support/images.ts';
import { hasRegistry, testRegistry, type Registry } from '../support/registry.ts';
import { pairsOf, scanPlace, type ScanPlace } from '../support/scanning.ts';
import { hasShared, shared } from '../support/shared.ts';

const isPossible = hasShared && hasRegistry && existsSync('/usr/bin/mmdebstrap') && existsSync('/usr/bin/dpkg-query');

describe.skipIf(!isPossible)('A Debian image just made (needs the shared data, mmdebstrap, docker-registry and the Debian archive)', () => {
  let place: ScanPlace;
  let registry: Registry;
  let references: Readonly<Record<string, string>>;
  let installed: string[];
  const reports = new Map<string, ScanReport>();

  beforeAll(async () => {
    place = scanPlace();
    const tar = join(place.directory, 'root.tar');
    execFileSync('mmdebstrap', ['--variant=minbase', '--quiet', '--format=tar', 'bookworm', tar], { stdio: ['ignore', 'ignore', 'inherit'] });
    const admin = join(place.directory, 'admin');
    mkdirSync(admin);
    execFileSync('tar', ['-xf', tar, '-C', admin, './var/lib/dpkg']);
    installed = execFileSync('dpkg-query', [`--admindir=${admin}/var/lib/dpkg`, '-W', '-f', '${db:Status-Abbrev}${Package} ${Version} ${Architecture}\n'], { encoding: 'utf8' })
      .split('\n').filter((line) => line.startsWith('ii ')).map((line) => line.slice(3).trim()).sort();

    const image = imageParts([readFileSync(tar)]);
    const archive = join(place.directory, 'debian.tar');
    writeFileSync(archive, archiveOf(dockerFiles(image)));
    const layout = writeFiles(join(place.directory, 'layout'), ociFiles([image.manifest], blobsOf(image)));
    registry = await testRegistry();
    await registry.push('debian', 'bookworm', [image]);
    references = { 'docker archive': archive, 'OCI layout': layout, registry: `${registry.host}/debian:bookworm` };
    const { code, stderr } = await place.glacis('advisories', 'sync', '--from', shared('advisories'), '--ecosystem', 'Debian', 'npm');
    expect({ code, stderr }).toMatchObject({ code: 0 });
  }, 600_000);
  afterAll(async () => {
    await registry?.stop();
    place?.remove();
  });

  test.for(['docker archive', 'OCI layout', 'registry'])('has in its %s the packages that dpkg-query says', async (kind) => {
    const { report, code } = await place.report('image', references[kind] ?? '', '--scanners', 'vuln');
    expect(code).toBe(0);
    expect(report.packages.filter(({ type }) => type === 'deb').map(({ name, version, arch }) => `${name} ${version} ${arch}`).sort()).toEqual(installed);
    reports.set(kind, report);
  });

  test('has the same vulnerabilities each way', () => {
    const [one, ...others] = [...reports.values()].map(pairsOf);
    expect(others).toEqual([one, one]);
    expect(one?.length).toBeGreaterThan(0);
  });

  test('gives SARIF that the validator of its editors accepts', async () => {
    const sarif = join(place.directory, 'debian.sarif');
    await place.glacis('scan', 'image', references['docker archive'] ?? '', '-o', `sarif=${sarif}`);
    const tools = join(place.directory, 'tools');
    mkdirSync(tools);
    writeFileSync(join(tools, 'package.json'), '{"private":true}');
    execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '@microsoft/sarif-multitool@5.7.0'], { cwd: tools, stdio: 'ignore' });
    // Its install script, which does not run here, would make it executable.
    const validator = join(tools, 'node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool');
    chmodSync(validator, 0o755);
    const said = execFileSync(validator, ['validate', sarif], { encoding: 'utf8' });
    expect(said.split('\n').filter((line) => line.includes(': error '))).toEqual([]);
    expect(said).toContain('Analysis completed successfully');
  });
});
