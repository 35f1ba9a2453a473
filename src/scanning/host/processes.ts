import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { replacedCode, unitOf } from './maps.ts';

export type Process = {
  pid: number;
  name: string;
  /** Without leading slash; absent for kernel threads and where it may not be seen. */
  executable?: string;
  unit?: string;
  /** Files of which it runs code that is no longer on disk. */
  replaced: readonly string[];
  /** Inodes of its sockets. */
  sockets: readonly number[];
};

/** Processes that are looked at: far more than a machine runs. */
const MAX_PROCESSES = 200_000;
const DELETED = ' (deleted)';

/**
 * The processes below a proc file system. One that ends meanwhile is left out.
 * `hidden` counts those whose files may not be seen: without root these are everybody else's.
 */
export function readProcesses(proc: string): { processes: Process[]; hidden: number } {
  const processes: Process[] = [];
  let hidden = 0;
  for (const entry of readdirSync(proc).filter((name) => /^\d+$/.test(name)).slice(0, MAX_PROCESSES)) {
    const directory = join(proc, entry);
    try {
      const name = readFileSync(join(directory, 'comm'), 'utf8').trim();
      const link = executableOf(directory);
      if (link === undefined) continue;
      const unit = unitOf(readFileSync(join(directory, 'cgroup'), 'utf8'));
      processes.push({
        pid: Number(entry), name,
        executable: link.replace(/^\//, '').replace(DELETED, ''),
        ...(unit === undefined ? {} : { unit }),
        replaced: replacedCode(readFileSync(join(directory, 'maps'), 'utf8')),
        sockets: socketsOf(directory),
      });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EACCES' || code === 'EPERM') hidden += 1;
      else if (code !== 'ENOENT' && code !== 'ESRCH') throw error;
    }
  }
  return { processes, hidden };
}

/** What the process runs; undefined for a kernel thread, which has no executable. */
function executableOf(directory: string): string | undefined {
  try {
    return readlinkSync(join(directory, 'exe'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function socketsOf(directory: string): number[] {
  return readdirSync(join(directory, 'fd')).flatMap((fd) => {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(join(directory, 'fd', fd)))?.[1];
      return inode === undefined ? [] : [Number(inode)];
    } catch {
      // Closed since the directory was read.
      return [];
    }
  });
}
