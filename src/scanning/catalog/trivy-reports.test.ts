import { describe, expect, test } from 'vitest';
import { readingOf } from '../../../test/support/reading.ts';
import { jsonOf, scanFixture } from '../../../test/support/scan-fixtures.ts';
import { hasShared } from '../../../test/support/shared.ts';
import { dotnetDeps } from './dotnet/built.ts';
import { nugetCentral, nugetLock } from './dotnet/projects.ts';
import { goMod } from './go/mod.ts';
import { purlOf } from './purl.ts';
import { podfileLock } from './swift/podfile-lock.ts';

/* What projects state, against Trivy's reports on them (pom.xml: java/projects.test.ts). */

describe.skipIf(!hasShared)('projects that Trivy reported on (skipped without the shared data)', () => {
  const files = hasShared ? scanFixture('trivy/repo-scan.zip') : new Map<string, Uint8Array>();
  type Named = { PURL?: string };
  type Report = { Results: { Target: string; Packages?: { Identifier: Named }[]; Vulnerabilities?: { PkgIdentifier: Named }[] }[] };
  const resultOf = (project: string, target: string) => (jsonOf(files, `expected/${project}.json`) as Report).Results.find((each) => each.Target === target);

  function purlsOf(cataloguer: Parameters<typeof readingOf>[0], project: string, path: string, companions: readonly string[] = []): string[] {
    const at = (name: string): Uint8Array => files.get(`input/${project}/${name}`) ?? new Uint8Array();
    const reading = readingOf(cataloguer, { path, bytes: at(path), companions: Object.fromEntries(companions.map((name) => [name, at(name)])) });
    return reading === 'not its file' ? [reading] : (reading.packages ?? []).map((each) => purlOf(each));
  }

  test.for([
    [nugetLock, 'nuget', 'packages.lock.json'],
    [nugetCentral, 'packagesprops', 'Directory.Packages.props'],
    [dotnetDeps, 'dotnet', 'datacollector.deps.json'],
    [podfileLock, 'cocoapods', 'Podfile.lock'],
  ] as const)('$1 has exactly the packages of its report', ([cataloguer, project, path]) => {
    const expected = (resultOf(project, path)?.Packages ?? []).map(({ Identifier }) => Identifier.PURL ?? '');
    expect(expected).not.toEqual([]);
    expect(purlsOf(cataloguer, project, path).sort()).toEqual(expected.sort());
  });

  // Its report lists what is vulnerable only.
  test.for(['go.mod', 'submod/go.mod', 'submod2/go.mod'])('gomod: %s has every module that its report speaks of', (path) => {
    const vulnerable = (resultOf('gomod', path)?.Vulnerabilities ?? []).map(({ PkgIdentifier }) => PkgIdentifier.PURL ?? '');
    expect(vulnerable).not.toEqual([]);
    expect(purlsOf(goMod, 'gomod', path, [path.replace('go.mod', 'go.sum')])).toEqual(expect.arrayContaining(vulnerable));
  });

  test('gomod: a project of Go 1.17 has what its go.mod requires, and no more', () => {
    expect(purlsOf(goMod, 'gomod', 'go.mod', ['go.sum'])).toHaveLength(18);
  });
});
