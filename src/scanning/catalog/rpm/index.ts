import type { CatalogFile, Cataloguer, Tools } from '../cataloguer.ts';
import { OwnedPaths } from '../owned-paths.ts';
import type { StatedPackage } from '../package.ts';
import { sourceRpm } from '../purl.ts';
import { berkeleyHeaders } from './berkeley.ts';
import { readHeader, type RpmHeader } from './header.ts';
import { ndbHeaders } from './ndb.ts';

/** Where distributions keep the database: the old place, SUSE's and Fedora's since 2022, and that of rpm-ostree. */
const FOLDERS = ['var/lib/rpm/', 'usr/lib/sysimage/rpm/', 'usr/share/rpm/'];
const SQLITE = 'rpmdb.sqlite';
const NDB = 'Packages.db';
const BERKELEY = 'Packages';
const MAX_PACKAGES = 200_000;
/** Keys that were imported stand in the database as packages of this name. */
const KEY = 'gpg-pubkey';

/** Packages of Red Hat, SUSE, Fedora, Amazon, Oracle and their like, and the files they own, from all three kinds of rpm database. */
export const rpm: Cataloguer = {
  id: 'rpm',
  evidence: 'installed',
  maxBytes: 512 * 1024 * 1024,
  wants: ({ path, name }) => (name === SQLITE || name === NDB || name === BERKELEY) && FOLDERS.some((folder) => path.startsWith(folder)),
  companions: (path) => (path.endsWith(`/${SQLITE}`) ? [`${path}-wal`] : []),
  read(file, tools) {
    if (file.name === SQLITE && !hasPackages(file, tools)) return { warnings: ['has no table of packages'] };
    const packages: StatedPackage[] = [];
    const owned = new OwnedPaths();
    for (const blob of headersOf(file, tools)) {
      const header = readHeader(blob, (path, { name }) => owned.add(name, path));
      if (header.name === KEY) continue;
      if (packages.length === MAX_PACKAGES) throw new Error(`holds more than ${MAX_PACKAGES} packages`);
      packages.push(toPackage(header));
    }
    return { packages, owns: owned.list() };
  },
};

function headersOf(file: CatalogFile, tools: Tools): Iterable<Uint8Array> {
  switch (file.name) {
    case SQLITE: return sqliteHeaders(file, tools);
    case NDB: return ndbHeaders(file.bytes);
    default: return berkeleyHeaders(file.bytes);
  }
}

const sqliteOf = (file: CatalogFile) => ({ bytes: file.bytes, wal: file.companion(`${file.path}-wal`) });

const hasPackages = (file: CatalogFile, tools: Tools): boolean =>
  tools.sqlite(sqliteOf(file), "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'Packages'").length > 0;

/** Source: rpm lib/backend/sqlite.c, `CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)`. */
function* sqliteHeaders(file: CatalogFile, tools: Tools): Generator<Uint8Array, void, void> {
  for (const { blob } of tools.sqlite(sqliteOf(file), 'SELECT blob FROM Packages')) {
    if (!(blob instanceof Uint8Array)) throw new Error('keeps a package in an unknown way');
    yield blob;
  }
}

function toPackage(header: RpmHeader): StatedPackage {
  const version = header.release === '' ? header.version : `${header.version}-${header.release}`;
  const source = sourceOf(header, version);
  return {
    type: 'rpm',
    name: header.name,
    version: header.epoch === undefined ? version : `${header.epoch}:${version}`,
    ...(header.arch ? { arch: header.arch } : {}),
    ...(source ? { source } : {}),
    ...(header.license ? { licenses: [header.license] } : {}),
    ...(header.modularityLabel ? { module: header.modularityLabel } : {}),
    ...(header.vendor ? { vendor: header.vendor } : {}),
  };
}

/** The source, where its name or version is another. */
function sourceOf({ name, sourceRpm: file }: RpmHeader, binary: string): StatedPackage['source'] {
  const stated = file === undefined ? undefined : sourceRpm(file);
  return stated === undefined || (stated.name === name && stated.version === binary) ? undefined : stated;
}
