import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { manualClock } from '../../src/kernel/clock.ts';
import type { SyncOptions } from '../../src/scanning/advisories/sync/sync.ts';
import { zipOf } from './zip.ts';

type Json = Record<string, unknown>;

/** A directory that is gone after the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'glacis-advisories-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** An OSV record about one npm package, whole but for what is given. */
export const osvRecord = (id: string, given: Json = {}): Json => ({
  schema_version: '1.7.0',
  id,
  modified: '2026-11-01T00:00:00Z',
  summary: `${id} in left-pad`,
  details: 'It pads on the wrong side.',
  affected: [{ package: { ecosystem: 'npm', name: 'left-pad' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.3.0' }] }] }],
  ...given,
});

export const osvZip = (records: readonly Json[]): Buffer => zipOf(records.map((record) => ({ name: `${String(record['id'])}.json`, content: JSON.stringify(record) })));

/** `modified_id.csv` of these records, the newest first. */
export const modifiedCsv = (records: readonly Json[]): string =>
  records
    .map(({ id, modified }) => `${String(modified)},${String(id)}`)
    .sort()
    .toReversed()
    .join('\n');

/** Writes files below a directory: paths with slashes to contents. */
export function writeFiles(directory: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
}

/** A bucket on disk: an archive for each directory. */
export function bucket(records: Readonly<Record<string, readonly Json[]>>, more: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const directory = temporaryDirectory();
  writeFiles(directory, { ...Object.fromEntries(Object.entries(records).map(([name, list]) => [`osv/${name}/all.zip`, osvZip(list)])), ...more });
  return directory;
}

/** Options of a sync at half past noon on 23 November 2026, without a proxy; its waits are over at once. */
export const syncOptions = (from: string, given: Partial<SyncOptions> = {}): SyncOptions => ({
  directory: temporaryDirectory(), from, clock: { ...manualClock(Date.parse('2026-11-23T12:30:00Z')), sleep: async () => {} }, env: {}, waits: [], ...given,
});
