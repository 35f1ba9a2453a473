import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packagesOf, readingOf } from '../../../../test/support/reading.ts';
import { jsonOf, scanFixture } from '../../../../test/support/scan-fixtures.ts';
import { hasShared } from '../../../../test/support/shared.ts';
import { purlOf } from '../purl.ts';
import { gradleLock, mavenPom } from './projects.ts';

describe.skipIf(!hasShared)('a project that Trivy reported on (skipped without the shared data)', () => {
  const files = hasShared ? scanFixture('trivy/repo-scan.zip') : new Map<string, Uint8Array>();

  test('has the packages of its report, what its tests and container bring marked', () => {
    const reading = readingOf(mavenPom, { path: 'pom.xml', bytes: files.get('input/pom/pom.xml') ?? '' });
    const report = jsonOf(files, 'expected/extra/pom-cyclonedx.json') as { components: { purl?: string }[] };
    const own = 'pkg:maven/com.example/log4shell@1.0-SNAPSHOT';
    // Trivy also names the project itself, which nobody published.
    const expected = report.components.flatMap(({ purl }) => (purl === undefined || purl === own ? [] : [purl]));
    expect(expected).toHaveLength(1);
    const shipped = reading === 'not its file' ? [] : (reading.packages ?? []).filter(({ dev }) => dev !== true);
    expect(shipped.map((each) => purlOf(each))).toEqual(expected);
    expect(packagesOf(reading).filter((each) => each.endsWith('(dev)'))).toEqual([
      'javax.servlet/javax.servlet-api@4.0.1 (dev)', 'org.junit.jupiter/junit-jupiter-api@5.7.1 (dev)', 'org.junit.jupiter/junit-jupiter-engine@5.7.1 (dev)']);
  });
});

describe('pom.xml', () => {
  const project = (inner: string): string => `<project>${inner}</project>`;
  const dependency = (version: string): string => `<dependencies><dependency><groupId>a</groupId><artifactId>b</artifactId><version>${version}</version></dependency></dependencies>`;
  const read = (bytes: string) => readingOf(mavenPom, { path: 'pom.xml', bytes });

  test('one that is cut off makes the scan incomplete', () => {
    expect(() => read(project(dependency('1')).slice(0, -5))).toThrow(/not valid XML/);
  });

  test('one of another kind says nothing', () => {
    expect(read('<configuration/>')).toEqual({});
  });

  test('properties that multiply are cut', () => {
    const properties = Array.from({ length: 12 }, (_, i) => `<p${i}>${`\${p${i + 1}}`.repeat(10)}</p${i}>`).join('');
    expect(read(project(`<properties>${properties}<p12>x</p12></properties>${dependency('${p0}')}`))).toMatchObject({ packages: [{ name: 'b', version: '' }] });
  });

  test('entities are not resolved', () => {
    expect(read(`<!DOCTYPE x [<!ENTITY v "1.0">]>${project(dependency('&v;'))}`)).toMatchObject({ packages: [{ version: '&v;' }] });
    expect(() => read(`<!DOCTYPE x [<!ENTITY v SYSTEM "file:///etc/passwd">]>${project(dependency('&v;'))}`)).toThrow(/cannot be read/);
  });

  test('any text in any element gives a reading or an error', () => {
    const text = fc.oneof(fc.constantFrom('${project.version}', '${a}', '[1]', '1.0', '<b/>', '&lt;', ''), fc.string({ maxLength: 20 }).map((each) => each.replaceAll(/[<&]/gu, '')));
    fc.assert(fc.property(text, text, text, (property, parent, version) => {
      expect(read(project(`<version>${parent}</version><properties><a>${property}</a></properties>${dependency(version)}`))).toBeTypeOf('object');
    }), { numRuns: 200 });
  });
});

test('a lock file of Gradle without dependencies says nothing', () => {
  expect(readingOf(gradleLock, { path: 'gradle.lockfile', bytes: '# comment\nempty=compileClasspath\n' })).toEqual({});
});
