import type { Cataloguer, Distribution } from '../cataloguer.ts';
import { readAlpineRelease, readDebianVersion, readLsbRelease, readOsRelease, readRedHatRelease } from './os-release.ts';

/**
 * Files that say which system this is, those before that count more: os-release(5) says that /etc comes before /usr/lib; the others
 * are for systems older than os-release. `debian_version` is last, because Ubuntu and other descendants carry Debian's.
 */
const READERS = new Map<string, (text: string) => Distribution | undefined>([
  ['etc/os-release', readOsRelease],
  ['usr/lib/os-release', readOsRelease],
  ['etc/alpine-release', readAlpineRelease],
  ['etc/oracle-release', readRedHatRelease],
  ['etc/centos-release', readRedHatRelease],
  ['etc/rocky-release', readRedHatRelease],
  ['etc/almalinux-release', readRedHatRelease],
  ['etc/fedora-release', readRedHatRelease],
  ['etc/system-release', readRedHatRelease],
  ['etc/redhat-release', readRedHatRelease],
  ['etc/lsb-release', readLsbRelease],
  ['etc/debian_version', readDebianVersion],
]);
const PATHS = [...READERS.keys()];

/** Which distribution a system says it is. */
export const release: Cataloguer = {
  id: 'os-release',
  evidence: 'installed',
  maxBytes: 64 * 1024,
  wants: ({ path }) => READERS.has(path),
  read({ path, bytes }) {
    const distribution = READERS.get(path)?.(new TextDecoder().decode(bytes));
    return distribution ? { distribution } : {};
  },
};

/** The distribution that counts where several files name one. */
export function chooseDistribution(stated: readonly { path: string; distribution: Distribution }[]): Distribution | undefined {
  const rank = (path: string): number => {
    const place = PATHS.indexOf(path);
    return place < 0 ? PATHS.length : place;
  };
  return stated.toSorted((a, b) => rank(a.path) - rank(b.path))[0]?.distribution;
}
