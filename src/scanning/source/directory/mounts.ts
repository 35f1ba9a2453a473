import { readFileSync } from 'node:fs';

/** File systems that are no files of this machine: the kernel's own, other machines', images', other containers'. */
const FOREIGN = new Set([
  'autofs', 'binfmt_misc', 'bpf', 'cgroup', 'cgroup2', 'configfs', 'debugfs', 'devpts', 'devtmpfs', 'efivarfs', 'fusectl', 'hugetlbfs', 'mqueue', 'nsfs',
  'proc', 'pstore', 'ramfs', 'rpc_pipefs', 'securityfs', 'selinuxfs', 'sysfs', 'tmpfs', 'tracefs',
  'afs', 'ceph', 'cifs', 'gfs2', 'glusterfs', 'lustre', 'ncpfs', 'nfs', 'nfs4', 'smb3', 'smbfs',
  'iso9660', 'overlay', 'squashfs', 'udf',
]);

/** Absolute paths where such file systems are mounted (proc(5), /proc/PID/mountinfo); empty where the kernel does not tell. */
export function foreignMounts(mountInfo: string = readMountInfo()): ReadonlySet<string> {
  const found = new Set<string>();
  for (const line of mountInfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const place = before.split(' ')[4];
    const type = after.split(' ')[0] ?? '';
    if (place !== undefined && (FOREIGN.has(type) || type.startsWith('fuse.'))) found.add(place.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))));
  }
  return found;
}

function readMountInfo(): string {
  try {
    return readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    return '';
  }
}
