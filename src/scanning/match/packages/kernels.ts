import type { Kernel } from '../../catalog/cataloguer.ts';
import type { Package } from '../../catalog/package.ts';
import { kernelOf } from '../../catalog/system/kernel.ts';

/** What the scanned thing is to a kernel: a container runs its host's. */
export type KernelUse = {
  /** A container image: whatever kernel lies in it does not run. */
  isContainer: boolean;
  kernels: readonly Kernel[];
};

/** Sources of kernels: Debian's and Ubuntu's with their flavours, Red Hat's, SUSE's, Alpine's. `linux-firmware`, `linux-base` are none. */
const SOURCE = /^(?:linux(?:-\d[\d.]*|-signed(?:-.+)?|-latest|-lts|-virt|-edge|-stable|-rpi\d?|-(?:aws|azure|bluefield|gcp|gke|gkeop|hwe|ibm|intel|kvm|lowlatency|nvidia|oem|oracle|raspi|realtime|riscv|xilinx)(?:-.+)?)?|kernel(?:-rt|-uek|-default|-source|-azure|-64k|-lt|-ml)?)$/;

/** Red Hat's first kernels came whole in `kernel`, SUSE's come in one package a flavour. */
const WHOLE = /^kernel(?:-default|-azure|-rt|-64kb|-preempt|-PAE)?$/;

export const isKernelSource = (name: string): boolean => SOURCE.test(name);

/** Debian and Ubuntu sign kernels from a source of its own; advisories speak of the one it was built from, with the binary's version. */
export function unsignedSource(name: string): string | undefined {
  if (!name.startsWith('linux-signed')) return undefined;
  const flavour = name.slice('linux-signed'.length);
  return flavour === '' || /^-(?:amd64|arm64|i386)$/.test(flavour) ? 'linux' : `linux${flavour}`;
}

/**
 * Chooses the kernel packages that count. Headers, documentation and tools built from a kernel's source hold no kernel;
 * a container runs none of its own; and where it is known which kernel runs, the others that are installed do not.
 */
export function kernelJudge(packages: readonly Package[], { isContainer, kernels }: KernelUse): (one: Package) => string | undefined {
  const images = packages.filter((one) => kernelOf(one) !== undefined);
  const running = kernels.find((kernel) => kernel.running)?.release;
  const isRunningKnown = running !== undefined && images.some((one) => kernelOf(one) === running);
  return (one) => {
    if (!isKernelSource(one.source?.name ?? one.name)) return undefined;
    const release = kernelOf(one);
    const isWhole = one.type === 'rpm' && WHOLE.test(one.name) && !images.some(({ version }) => version === one.version);
    if (release === undefined && !isWhole) return 'is built from the source of a kernel but holds none';
    if (isContainer) return 'is a kernel, and containers run that of their host';
    return isRunningKnown && release !== running ? `is not the kernel that runs (${running})` : undefined;
  };
}
