import type { Cataloguer } from '../cataloguer.ts';
import type { StatedPackage } from '../package.ts';

/** Files that are there once for every installed kernel; what stands for the star is its release (uname -r). */
const IMAGE = 'boot/vmlinuz-';
const MODULES = /^(?:usr\/)?lib\/modules\/(?<release>[^/]{1,128})\/(?:modules\.(?:dep|order|builtin)|vmlinuz)$/;
const IMAGE_MODULES = ['lib/modules/', 'usr/lib/modules/'];

/** Kernels that are installed, whoever installed them: by the names of their files. */
export const kernel: Cataloguer = {
  id: 'kernel',
  evidence: 'installed',
  maxBytes: 256 * 1024 * 1024,
  wants: ({ path }) => releaseOf(path) !== undefined,
  read({ path }) {
    const release = releaseOf(path);
    return release === undefined ? {} : { kernels: [{ release, running: false }] };
  },
};

function releaseOf(path: string): string | undefined {
  if (path.startsWith(IMAGE)) {
    const release = path.slice(IMAGE.length);
    return isRelease(release) ? release : undefined;
  }
  if (!IMAGE_MODULES.some((folder) => path.startsWith(folder))) return undefined;
  const release = MODULES.exec(path)?.groups?.release;
  return release !== undefined && isRelease(release) ? release : undefined;
}

/** Rescue images and links by other names are no kernels of their own. */
const isRelease = (release: string): boolean => /^\d[\w.+~-]{0,127}$/.test(release) && !release.startsWith('0-rescue');

/** Packages that bring a kernel of Red Hat's kind, and what stands behind the architecture in its release. */
const RPM_KERNELS = new Map([
  ['kernel-core', ''], ['kernel-rt-core', '+rt'], ['kernel-64k-core', '+64k'], ['kernel-debug-core', '+debug'], ['kernel-uek', ''], ['kernel-uek-core', ''],
]);

/** The release of the kernel that a package brings; undefined where it brings none. */
export function kernelOf({ type, name, version, arch }: StatedPackage): string | undefined {
  if (type === 'deb') {
    const release = /^linux-image-(?:unsigned-)?(?<release>\d.*)$/.exec(name)?.groups?.release;
    // Debian's image for debuggers holds no kernel.
    return release !== undefined && isRelease(release) && !release.endsWith('-dbg') ? release : undefined;
  }
  if (type === 'rpm') {
    const flavour = RPM_KERNELS.get(name);
    return flavour === undefined ? undefined : `${version.replace(/^\d+:/, '')}${arch ? `.${arch}` : ''}${flavour}`;
  }
  if (type === 'apk') {
    // linux-lts 6.6.31-r0 is 6.6.31-0-lts.
    const flavour = /^linux-(?<flavour>lts|virt|edge|rpi\d?|stable)$/.exec(name)?.groups?.flavour;
    const parts = /^(?<upstream>[\d.]+)-r(?<build>\d+)$/.exec(version)?.groups;
    return flavour && parts ? `${parts.upstream}-${parts.build}-${flavour}` : undefined;
  }
  return undefined;
}
