import { existsSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ScanReport } from '../src/scanning/contract.ts';
import { printTable, rounded, type Bench } from './bench.ts';
import { applicationImage, cacheFolder, debianImage, largeImage, localImage, measured, type BenchImage, type Measured } from './scan/images.ts';
import { peers } from './scan/peers.ts';

const main = join(import.meta.dirname, '../src/main.ts');
const floor = join(import.meta.dirname, 'scan/floor-process.ts');

/** Runs of each; the median counts. Peers, which take minutes, run once. */
const RUNS = 3;
/**
 * What is promised of images of 2 GB: the whole scan, start and matching included, against reading, decompressing and verifying the
 * layers alone. On smaller ones the half second that it takes to start weighs more; their ratios are printed.
 */
const MOST_TIMES_THE_FLOOR = 1.5;
/** On an image of some 300 MB, whose floor is about a second: more than this means that something got slow. */
const MOST_WHERE_START_WEIGHS = 3;

type Row = { image: string; who: string; seconds: number; peakMiB: number; packages: number | undefined };

/**
 * Scans images of several sizes, whole processes, cold of nothing but their own caches; beside the floor (the layers read, decompressed
 * and both digests verified by Node's own parts) and beside others' scanners on the same archive.
 */
export const bench: Bench = {
  name: 'scan',
  async run({ quick }) {
    const images = quick ? [await localImage()] : [await debianImage(), await applicationImage(), await largeImage()];
    const advisories = advisoriesHere();
    const rows: Row[] = [];
    const ratios: Record<string, number> = {};
    for (const image of images) {
      const [bare, vuln, both] = await interleaved([() => floorOf(image), () => scanOf(image, 'vuln', advisories), () => scanOf(image, 'vuln,secret', advisories)]);
      if (!bare || !vuln || !both) throw new Error('nothing was measured');
      ratios[image.name] = vuln.seconds / bare.seconds;
      rows.push({ image: image.name, who: 'floor', ...bare }, { image: image.name, who: 'glacis, vulnerabilities', ...vuln }, { image: image.name, who: 'glacis, secrets too', ...both });
      if (quick) continue;
      for (const peer of peers) rows.push({ image: image.name, who: peer.name, ...(await peer.scan(image)) });
    }
    printTable([
      ['image', '', 'seconds', 'of the floor', 'peak MiB', 'packages'],
      ...rows.map(({ image, who, seconds, peakMiB, packages }) => [image, who, seconds, seconds / (rows.find((row) => row.image === image)?.seconds ?? Number.NaN), peakMiB, packages ?? '']),
    ]);
    return {
      scale: images.map(({ name }) => name).join(', '),
      ratios: Object.fromEntries(Object.entries(ratios).map(([name, ratio]) => [name, rounded(ratio)])),
      rows: rows.map(({ image, who, seconds, peakMiB, packages }) => ({ image, who, seconds: rounded(seconds), peakMiB: rounded(peakMiB), packages: packages ?? null })),
      ok: (ratios[quick ? 'local' : 'large'] ?? Number.NaN) <= (quick ? MOST_WHERE_START_WEIGHS : MOST_TIMES_THE_FLOOR),
    };
  },
};

type Result = Measured & { packages: number | undefined };

/** Takes turns, so that a busy moment of the machine falls on all alike, and gives the median run of each. */
async function interleaved(runs: readonly (() => Promise<Result>)[]): Promise<Result[]> {
  const results = runs.map((): Result[] => []);
  for (let round = 0; round < RUNS; round += 1) {
    for (const [index, run] of runs.entries()) results[index]?.push(await run());
  }
  return results.flatMap((list) => list.sort((a, b) => a.seconds - b.seconds)[Math.floor(list.length / 2)] ?? []);
}

async function floorOf({ layers }: BenchImage): Promise<Result> {
  const result = await measured(process.execPath, [floor, ...layers.flatMap(({ file, digest, diffId }) => [file, digest, diffId])]);
  if (result.code !== 0) throw new Error(`the floor ended with ${result.code}`);
  return { ...result, packages: undefined };
}

async function scanOf({ file }: BenchImage, scanners: string, advisories: string): Promise<Result> {
  const result = await measured(process.execPath, [main, 'scan', 'image', file, '--scanners', scanners, '--offline', '--json'], { GLACIS_ADVISORIES: advisories });
  if (result.code !== 0) throw new Error(`the scan ended with ${result.code}`);
  return { ...result, packages: ScanReport.parse(JSON.parse(result.stdout)).packages.length };
}

/** The advisories of the shared data, synced once; without them a few made ones, so that a scan has a database to open. */
export function advisoriesHere(): string {
  const folder = cacheFolder('advisories');
  if (existsSync(join(folder, 'advisories.sqlite'))) return folder;
  const shared = join(import.meta.dirname, '../../shared/advisories');
  const from = existsSync(shared) ? shared : madeUp();
  execFileSync(process.execPath, [main, 'advisories', 'sync', '--from', from], { env: { ...process.env, GLACIS_ADVISORIES: folder }, stdio: ['ignore', 'ignore', 'inherit'] });
  return folder;
}

function madeUp(): string {
  const folder = cacheFolder('made-up/osv/npm');
  const record = { id: 'MADE-1', modified: '2026-01-01T00:00:00Z', affected: [{ package: { ecosystem: 'npm', name: 'made-up' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }] };
  writeFileSync(join(folder, 'MADE-1.json'), JSON.stringify(record));
  execFileSync('python3', ['-m', 'zipfile', '-c', 'all.zip', 'MADE-1.json'], { cwd: folder });
  return cacheFolder('made-up');
}
