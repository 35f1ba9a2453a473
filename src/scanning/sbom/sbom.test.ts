import { describe, expect, test } from 'vitest';
import { scanFixture } from '../../../test/support/scan-fixtures.ts';
import { hasShared } from '../../../test/support/shared.ts';
import { readSbom } from './index.ts';

const cyclonedx = (components: unknown[], more: object = {}) => JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components, ...more });
const tags = (...lines: string[]) => ['SPDXVersion: SPDX-2.3', 'DataLicense: CC0-1.0', 'SPDXID: SPDXRef-DOCUMENT', 'DocumentName: here', ...lines].join('\n');

describe('CycloneDX', () => {
  test('components within components are read, in order', () => {
    const inner = { type: 'library', name: 'b', purl: 'pkg:npm/b@2' };
    const { packages } = readSbom(cyclonedx([{ type: 'library', name: 'a', purl: 'pkg:npm/a@1', components: [inner] }, { type: 'library', name: 'c', purl: 'pkg:npm/c@3' }]), 'bom.json');
    expect(packages.map(({ purl }) => purl)).toEqual(['pkg:npm/a@1', 'pkg:npm/b@2', 'pkg:npm/c@3']);
  });

  test('what has no purl, or is no component, is counted and the rest is kept', () => {
    const read = readSbom(cyclonedx([{ type: 'library', name: 'a' }, 7, { type: 'library', name: 'a', purl: 'nonsense' }, { type: 'file', name: 'x' }, { type: 'library', name: 'c', purl: 'pkg:npm/c@3' }]), 'bom.json');
    expect(read).toMatchObject({ unmatched: 3, packages: [{ purl: 'pkg:npm/c@3' }] });
  });

  test('the distribution is the operating system, or what most purls name', () => {
    const deb = (name: string, distro: string) => ({ type: 'library', name, purl: `pkg:deb/debian/${name}@1?distro=${distro}` });
    expect(readSbom(cyclonedx([{ type: 'operating-system', name: 'alpine', version: '3.20.3' }, deb('a', 'debian-12')]), 'x').distribution).toMatchObject({ id: 'alpine', version: '3.20.3' });
    expect(readSbom(cyclonedx([deb('a', 'debian-11'), deb('b', 'debian-12'), deb('c', 'debian-12')]), 'x').distribution).toMatchObject({ id: 'debian', version: '12' });
  });

  test('what is excluded from use is for building only', () => {
    expect(readSbom(cyclonedx([{ type: 'library', name: 'a', purl: 'pkg:npm/a@1', scope: 'excluded' }]), 'x').packages[0]?.package.dev).toBe(true);
  });
});

describe('SPDX', () => {
  test('as tags says the same as in JSON', () => {
    const purl = 'pkg:deb/debian/libssl3@3.0.17-1?arch=amd64&distro=debian-12';
    const json = JSON.stringify({
      spdxVersion: 'SPDX-2.3', name: 'here',
      packages: [{ SPDXID: 'SPDXRef-1', name: 'libssl3', versionInfo: '3.0.17-1', sourceInfo: 'built package from: openssl 3.0.17-1', licenseDeclared: 'Apache-2.0', externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }] }],
    });
    const text = tags('PackageName: libssl3', 'SPDXID: SPDXRef-1', 'PackageVersion: 3.0.17-1', 'PackageSourceInfo: built package from: openssl 3.0.17-1', 'PackageLicenseDeclared: Apache-2.0', `ExternalRef: PACKAGE-MANAGER purl ${purl}`);
    expect(readSbom(text, 'x')).toEqual(readSbom(json, 'x'));
    expect(readSbom(json, 'x').packages[0]?.package).toMatchObject({ name: 'libssl3', source: { name: 'openssl', version: '3.0.17-1' }, licenses: ['Apache-2.0'] });
  });
});

test('an attestation is opened, whether cosign wrapped it once more or not', () => {
  const bom: unknown = JSON.parse(cyclonedx([{ type: 'library', name: 'a', purl: 'pkg:npm/a@1' }]));
  for (const predicate of [bom, { Data: bom }]) {
    const payload = Buffer.from(JSON.stringify({ _type: 'https://in-toto.io/Statement/v0.1', predicateType: 'https://cyclonedx.org/bom', predicate })).toString('base64');
    expect(readSbom(JSON.stringify({ payloadType: 'application/vnd.in-toto+json', payload }), 'x').packages).toHaveLength(1);
  }
});

test.for(['', '{}', '[]', 'null', 'nonsense', '{"bomFormat":"CycloneDX","components":7}', '{"payloadType":"x","payload":"!!"}', '{"spdxVersion":"SPDX-3.0"}', '{"bomFormat":'])('%j is no SBOM, and that is an error', (content) => {
  expect(() => readSbom(content, 'x.json')).toThrow('x.json');
});

describe.skipIf(!hasShared)('The SBOMs that Trivy wrote of one image (needs the shared data)', () => {
  const files = hasShared ? scanFixture('trivy/repo-scan.zip') : new Map<string, Uint8Array>();
  const read = (name: string) => readSbom(new TextDecoder().decode(files.get(`other/sbom/${name}`)), name);
  const purls = (name: string) => read(name).packages.map(({ purl }) => purl.replace(/&?epoch=\d+/, '')).sort();

  test('name the same packages and the same distribution in every format', () => {
    const expected = purls('centos-7-cyclonedx.json');
    expect(expected.length).toBeGreaterThan(1);
    for (const name of ['centos-7-cyclonedx.intoto.jsonl', 'centos-7-spdx.json', 'centos-7-spdx.txt']) {
      expect({ name, packages: purls(name).length, distribution: read(name).distribution?.id }).toEqual({ name, packages: expected.length, distribution: 'centos' });
    }
  });

  test('name source packages where they have others', () => {
    const openssl = read('centos-7-cyclonedx.json').packages.find(({ package: { name } }) => name === 'openssl-libs');
    expect(openssl?.package).toMatchObject({ version: '1:1.0.2k-16.el7', source: { name: 'openssl', version: '1:1.0.2k-16.el7' } });
  });
});
