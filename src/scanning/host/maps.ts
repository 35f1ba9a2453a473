/** Files that are no code of a package: shared memory, anonymous files, what the kernel names itself. */
const NO_CODE = ['/memfd:', '/dev/', '/SYSV', '/[aio]', '/i915', '/drm', '/run/', '/tmp/', '/var/tmp/', '/proc/', '/anon_hugepage'];
const DELETED = ' (deleted)';

/**
 * The files of which a process still runs code although they were removed or replaced, from its `/proc/PID/maps` (proc_pid_maps(5)):
 * executable mappings that the kernel marks as deleted. Without leading slash, each once.
 */
export function replacedCode(maps: string): string[] {
  const found = new Set<string>();
  for (const line of maps.split('\n')) {
    if (!line.endsWith(DELETED)) continue;
    const [, permissions = ''] = line.split(' ', 2);
    const slash = line.indexOf('/');
    if (slash === -1 || permissions[2] !== 'x') continue;
    const path = line.slice(slash, -DELETED.length);
    if (!NO_CODE.some((prefix) => path.startsWith(prefix))) found.add(path.slice(1));
  }
  return [...found];
}

/** The systemd unit of a process by its `/proc/PID/cgroup`: `ssh.service`; undefined where it is in none. */
export function unitOf(cgroup: string): string | undefined {
  const paths = cgroup.split('\n').map((line) => line.slice(line.lastIndexOf(':') + 1));
  return paths.flatMap((path) => path.split('/')).findLast((part) => part.endsWith('.service'));
}
