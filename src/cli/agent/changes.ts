import { createHash } from 'node:crypto';
import { existsSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { dockerLook, dockerSocket } from './containers/docker.ts';
import { containerdTasks } from './containers/containerd.ts';

/** Where package managers keep what is installed; files there are replaced, so that their directories are watched. */
const DATABASES = ['var/lib/dpkg', 'var/lib/dpkg/status.d', 'lib/apk/db', 'usr/lib/apk/db', 'var/lib/rpm', 'usr/lib/sysimage/rpm'];
/** A transaction of a package manager writes many times: it is over when nothing was written for so long, or as good as after the other. */
const QUIET_MS = 5_000;
const MOST_DELAY_MS = 60_000;
/** What no file tells of (who listens, which containers run) is looked at so often. */
const LOOK_MS = 30_000;

/** What changes on this machine (or below a root: packages alone) that is worth a report. */
export function changesOf(root: string | undefined) {
  return (heard: () => void, signal: AbortSignal): void => {
    const settle = debounced(heard, signal);
    for (const directory of DATABASES.map((path) => join(root ?? '/', path)).filter((path) => existsSync(path))) {
      // Where there are no more watches to be had, the hourly report sees it.
      try {
        watch(directory, { signal, persistent: false }, settle).on('error', () => {});
      } catch {
        continue;
      }
    }
    if (root === undefined) lookNowAndThen(heard, signal);
  };
}

function debounced(heard: () => void, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined;
  let first = 0;
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  return () => {
    const now = Date.now();
    if (timer === undefined) first = now;
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      heard();
    }, Math.max(0, Math.min(QUIET_MS, first + MOST_DELAY_MS - now)));
  };
}

function lookNowAndThen(heard: () => void, signal: AbortSignal): void {
  let before: string | undefined;
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    const now = createHash('sha256').update(listening()).update(await runningContainers()).digest('hex');
    isLooking = false;
    if (before !== undefined && now !== before) heard();
    before = now;
  };
  void look();
  const timer = setInterval(() => void look(), LOOK_MS);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

/** TCP sockets that listen (proc_pid_net(5), state 0A); UDP sockets come and go with every question to a name server. */
function listening(): string {
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []));
  return lines.flatMap((line) => /^\s*\d+: (\S+) \S+ 0A /.exec(line)?.[1] ?? []).toSorted().join(' ');
}

async function runningContainers(): Promise<string> {
  const socket = dockerSocket();
  const docker = socket === undefined ? [] : await dockerLook(socket).then((all) => all.map(({ Id }) => Id), () => []);
  return JSON.stringify([docker.toSorted(), containerdTasks().map(({ id }) => id).toSorted()]);
}
