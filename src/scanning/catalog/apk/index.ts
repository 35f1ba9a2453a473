import type { Cataloguer, Reading } from '../cataloguer.ts';
import { LineCursor } from '../lines.ts';
import { OwnedPaths } from '../owned-paths.ts';
import type { StatedPackage } from '../package.ts';

/** All of Alpine edge has under 60,000 packages. */
const MAX_PACKAGES = 200_000;
const MAX_VALUE = 4_096;
const COLON = 0x3a;

/** apk-tools 3 of usr-merged systems keeps it under usr/lib. */
const PATHS = new Set(['lib/apk/db/installed', 'usr/lib/apk/db/installed']);

/** Packages of Alpine and its like (Wolfi, Chainguard) and the files they own. Source: apk-v2(5), https://wiki.alpinelinux.org/wiki/Apk_spec. */
export const apk: Cataloguer = {
  id: 'apk',
  evidence: 'installed',
  maxBytes: 256 * 1024 * 1024,
  wants: ({ path }) => PATHS.has(path),
  read: ({ bytes }) => {
    const reading = readInstalled(bytes);
    if (reading.packages?.length === 0 && bytes.some((byte) => byte > 0x20)) throw new Error('is no apk database: it names no package');
    return reading;
  },
};

type Entry = { name?: string; version?: string; arch?: string; origin?: string; licence?: string };

/** Lines `letter:value`, packages set apart by empty lines; `F:` is a folder, `R:` a file in it. */
function readInstalled(bytes: Uint8Array): Reading {
  const packages: StatedPackage[] = [];
  const owned = new OwnedPaths();
  const lines = new LineCursor(bytes);
  let entry: Entry = {};
  let folder = '';
  const finish = (): void => {
    if (entry.name && entry.version) {
      if (packages.length === MAX_PACKAGES) throw new Error(`holds more than ${MAX_PACKAGES} packages`);
      packages.push(toPackage(entry, entry.name, entry.version));
    }
    entry = {};
    folder = '';
  };
  while (lines.next()) {
    if (lines.first === 0) finish();
    else if (lines.bytes[lines.start + 1] === COLON && lines.end - lines.start <= MAX_VALUE) {
      const name = entry.name ?? '';
      switch (String.fromCharCode(lines.first)) {
        case 'P': entry.name ??= lines.text(2); break;
        case 'V': entry.version ??= lines.text(2); break;
        case 'A': entry.arch ??= lines.text(2); break;
        case 'o': entry.origin ??= lines.text(2); break;
        case 'L': entry.licence ??= lines.text(2); break;
        case 'F': folder = lines.text(2); break;
        case 'R': owned.add(name, folder === '' ? lines.text(2) : `${folder}/${lines.text(2)}`); break;
        default:
      }
    }
  }
  finish();
  return { packages, owns: owned.list() };
}

/** The origin is the package that its build description (APKBUILD) is named after; it has the same version. */
const toPackage = (entry: Entry, name: string, version: string): StatedPackage => ({
  type: 'apk',
  name,
  version,
  ...(entry.arch ? { arch: entry.arch } : {}),
  ...(entry.origin && entry.origin !== name ? { source: { name: entry.origin, version } } : {}),
  ...(entry.licence ? { licenses: [entry.licence] } : {}),
});
