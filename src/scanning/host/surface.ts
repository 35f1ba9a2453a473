import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Inventory } from '../catalog/assemble.ts';
import type { SurfaceReport } from '../contract.ts';
import { readProcesses, type Process } from './processes.ts';
import { rebootReasons } from './reboot.ts';
import { readSockets } from './sockets.ts';

export type HostFiles = {
  /** Where the proc file system is. */
  proc: string;
  /** Where the distribution leaves word that a reboot is needed. */
  rebootRequired: string;
};

export const THIS_MACHINE: HostFiles = { proc: '/proc', rebootRequired: '/run/reboot-required' };

const TABLES = [['tcp', 'tcp'], ['tcp', 'tcp6'], ['udp', 'udp'], ['udp', 'udp6']] as const;

/**
 * What of this machine can be attacked: who listens and from which package, which processes still run replaced code, and whether
 * a reboot is needed. `ownersOf` tells the packages of files (without leading slash), by purl.
 */
export function hostSurface({ kernels }: Pick<Inventory, 'kernels'>, ownersOf: (paths: readonly string[]) => ReadonlyMap<string, string>, files: HostFiles = THIS_MACHINE): { surface: SurfaceReport; warnings: string[] } {
  const { processes, hidden } = readProcesses(files.proc);
  const owners = ownersOf([...new Set(processes.flatMap(({ executable, replaced }) => [...(executable === undefined ? [] : [executable]), ...replaced]))]);
  const bySocket = new Map(processes.flatMap((process) => process.sockets.map((inode) => [inode, process] as const)));

  const listening = TABLES.flatMap(([protocol, table]) => {
    const path = join(files.proc, 'net', table);
    return existsSync(path) ? readSockets(protocol, readFileSync(path, 'utf8')) : [];
  }).map(({ inode, ...socket }) => {
    const process = bySocket.get(inode);
    const owner = process?.executable === undefined ? undefined : owners.get(process.executable);
    return { ...socket, ...(process ? { process: namedProcess(process) } : {}), ...(owner === undefined ? {} : { package: owner }) };
  });

  const outdated = processes.filter(({ replaced }) => replaced.length > 0).map((process) => ({
    ...namedProcess(process),
    ...(process.unit === undefined ? {} : { unit: process.unit }),
    replaced: [...process.replaced],
    packages: [...new Set(process.replaced.flatMap((path) => owners.get(path) ?? []))],
  }));

  const reasons = rebootReasons({
    kernels, word: rebootWord(files.rebootRequired), initReplaced: processes.find(({ pid }) => pid === 1)?.replaced ?? [],
  });
  return {
    surface: { listening: inOrder(listening), outdated, reboot: { needed: reasons.length > 0, reasons } },
    warnings: hidden === 0 ? [] : [`${hidden} processes could not be looked into: run as root to see all that listens and what runs replaced code.`],
  };
}

/** By its program: what it calls itself (comm) may be a thread's name, or anything. */
const namedProcess = ({ pid, name, executable }: Process) => ({ pid, name: executable?.slice(executable.lastIndexOf('/') + 1) ?? name, ...(executable === undefined ? {} : { executable }) });

/** What other machines can reach first. */
const inOrder = (sockets: SurfaceReport['listening']): SurfaceReport['listening'] =>
  [...sockets].sort((a, b) => Number(b.exposed) - Number(a.exposed) || a.port - b.port || (a.protocol < b.protocol ? -1 : 1));

/** The packages that asked for a reboot, as update-notifier's hooks write them beside their mark; undefined where nobody asked. */
function rebootWord(mark: string): string[] | undefined {
  if (!existsSync(mark)) return undefined;
  const packages = `${mark}.pkgs`;
  return existsSync(packages) ? [...new Set(readFileSync(packages, 'utf8').split('\n').map((line) => line.trim()).filter((line) => line !== ''))] : [];
}
