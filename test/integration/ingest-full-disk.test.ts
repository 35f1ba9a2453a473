import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { privateDirectory } from '../support/engines.ts';

/** Runs a command in a mount namespace of its own that has a disk of 3 MiB at the directory. */
const onSmallDisk = (directory: string, ...command: string[]) =>
  spawnSync('unshare', ['--map-root-user', '--mount', 'sh', '-c', 'mount -t tmpfs -o size=3m none "$0" && exec "$@"', directory, ...command], { encoding: 'utf8' });

const canMount = onSmallDisk('/mnt', 'true').status === 0;

const Report = z.object({ whenFull: z.number(), acknowledged: z.number(), refusals: z.array(z.string()), lost: z.number(), beside: z.number() });

describe.skipIf(!canMount)('a full disk', () => {
  test('refuses lines, keeps every one that was acknowledged and nothing else, and takes more when there is room', () => {
    const directory = privateDirectory('full');
    try {
      const { stdout, stderr } = onSmallDisk(directory.path, process.execPath, join(import.meta.dirname, '../support/full-disk-process.ts'), directory.path);
      expect(stderr).toBe('');
      const report = Report.parse(JSON.parse(stdout));
      expect(report).toMatchObject({ refusals: ['spool_full'], lost: 0, beside: 0 });
      expect(report.whenFull).toBeGreaterThan(20);
      expect(report.whenFull).toBeLessThan(50);
      expect(report.acknowledged).toBeGreaterThan(report.whenFull + 10);
    } finally {
      directory.remove();
    }
  });
});
