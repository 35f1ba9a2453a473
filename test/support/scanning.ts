import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ScanReport } from '../../src/scanning/contract.ts';
import { scanFixture } from './scan-fixtures.ts';

const main = join(import.meta.dirname, '../../src/main.ts');

export type Ran = { code: number | null; stdout: string; stderr: string };

/** A place of its own for scans: advisories, a home, files. */
export type ScanPlace = {
  directory: string;
  /** Runs `glacis …` there, as a process, and nothing of the surroundings' settings. */
  glacis(...args: string[]): Promise<Ran>;
  /** Scans and reads the JSON report. */
  report(...args: string[]): Promise<{ code: number | null; report: ScanReport; stderr: string }>;
  /** Writes files below a directory of this place. */
  tree(name: string, files: Iterable<readonly [string, string | Uint8Array]>): string;
  remove(): void;
};

export function scanPlace(): ScanPlace {
  const directory = mkdtempSync(join(tmpdir(), 'glacis-scan-'));
  const glacis = async (...args: string[]): Promise<Ran> => {
    const child = spawn(process.execPath, [main, ...args], {
      cwd: directory, env: { PATH: process.env['PATH'], HOME: directory, GLACIS_ADVISORIES: join(directory, 'advisories'), TMPDIR: tmpdir() }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exited = new Promise<number | null>((resolve) => { child.once('exit', resolve); });
    const [code, stdout, stderr] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
    return { code, stdout, stderr };
  };
  return {
    directory,
    glacis,
    async report(...args) {
      const { code, stdout, stderr } = await glacis('scan', ...args, '--json');
      if (stdout === '') throw new Error(`no report (exit code ${code}): ${stderr}`);
      return { code, report: ScanReport.parse(JSON.parse(stdout)), stderr };
    },
    tree(name, files) {
      for (const [path, content] of files) {
        mkdirSync(join(directory, name, dirname(path)), { recursive: true });
        writeFileSync(join(directory, name, path), content);
      }
      return join(directory, name);
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** A root file system of shared/scan-fixtures/e2e, and the pairs of package and advisory that are right for it. */
export function fixtureRoot(bundle: string, root: string): { files: [string, Uint8Array][]; expected: string[] } {
  const all = [...scanFixture(`e2e/${bundle}`)].filter(([path]) => path.startsWith(`${root}/`)).map(([path, content]): [string, Uint8Array] => [path.slice(root.length + 1), content]);
  const answer: { findings: { package: string; id: string }[] } = JSON.parse(new TextDecoder().decode(all.find(([path]) => path === 'expected-findings.json')?.[1]));
  return {
    files: all.filter(([path]) => path !== 'expected-findings.json'),
    expected: answer.findings.map((finding) => `${finding.package} ${finding.id}`).sort(),
  };
}

/** Pairs of package and advisory of a report, each once, sorted. */
export function pairsOf(report: ScanReport): string[] {
  const names = new Map(report.packages.map(({ purl, name }) => [purl, name]));
  return [...new Set(report.findings.flatMap(({ package: purl, advisories }) => advisories.map((id) => `${names.get(purl)} ${id}`)))].sort();
}
