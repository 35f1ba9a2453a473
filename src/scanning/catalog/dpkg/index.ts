import type { CatalogFile, Cataloguer, Ownership, Reading } from '../cataloguer.ts';
import { LineCursor } from '../lines.ts';
import { OwnedPaths } from '../owned-paths.ts';
import type { StatedPackage } from '../package.ts';
import { readStanzas, type Stanza } from './stanzas.ts';

const STATUS = 'var/lib/dpkg/status';
/** One file a package and no states: how distroless images keep it (bazel's rules_distroless). */
const STATUS_PARTS = 'var/lib/dpkg/status.d/';
const FILE_LISTS = 'var/lib/dpkg/info/';

/**
 * States in which a package's files lie on the disk, wholly or in part (dpkg(1), "Package states"): all but `not-installed`
 * and `config-files`.
 */
const STATES_WITH_FILES = new Set(['installed', 'unpacked', 'half-installed', 'half-configured', 'triggers-awaited', 'triggers-pending']);

/** Packages of Debian, Ubuntu and their like, and which files they own. Source: dpkg(1), deb822(5), dpkg's lib/dpkg/dbdir. */
export const dpkg: Cataloguer = {
  id: 'dpkg',
  evidence: 'installed',
  maxBytes: 128 * 1024 * 1024,
  wants: ({ path }) =>
    path.startsWith('var/lib/dpkg/') &&
    (path === STATUS || isPartOf(path, STATUS_PARTS) || (isPartOf(path, FILE_LISTS) && path.endsWith('.list'))),
  read(file) {
    if (file.path.startsWith(FILE_LISTS)) return { owns: fileList(file) };
    if (file.path.endsWith('.md5sums')) return { owns: checksums(file) };
    return packagesOf(file);
  },
};

const isPartOf = (path: string, folder: string): boolean => path.startsWith(folder) && path.length > folder.length && !path.includes('/', folder.length);

function packagesOf(file: CatalogFile): Reading {
  const stanzas = readStanzas(file.bytes);
  const whole = file.path === STATUS;
  if (whole && stanzas.length === 0 && !isBlank(file.bytes)) throw new Error('is no dpkg status file: it names no package');
  const installed = stanzas.filter((stanza) => isInstalled(stanza, whole));
  const packages = installed.filter(({ version }) => version !== '').map(toPackage);
  const nameless = installed.length - packages.length;
  return { packages, ...(whole && nameless > 0 ? { warnings: [`${nameless} installed packages have no version`] } : {}) };
}

/** In a status file a stanza without status is of a package that was only heard of; in status.d every stanza is of an installed one. */
function isInstalled({ status }: Stanza, whole: boolean): boolean {
  if (status === undefined) return !whole;
  return STATES_WITH_FILES.has(status.slice(status.lastIndexOf(' ') + 1).toLowerCase());
}

function toPackage(stanza: Stanza): StatedPackage {
  const source = sourceOf(stanza);
  const vendor = [stanza.vendor, stanza.origin, stanza.maintainer].find((name) => name !== undefined && name !== '' && name !== 'none');
  return {
    type: 'deb',
    name: stanza.name,
    version: stanza.version,
    ...(stanza.arch ? { arch: stanza.arch } : {}),
    ...(source ? { source } : {}),
    ...(vendor ? { vendor } : {}),
  };
}

/** `util-linux (2.38.1-5)`: the version stands there only where it is another than the package's. */
function sourceOf({ name, version, source }: Stanza): StatedPackage['source'] {
  if (!source) return undefined;
  const open = source.indexOf('(');
  const close = source.indexOf(')', open);
  const stated = {
    name: (open < 0 ? source : source.slice(0, open)).trim(),
    version: open < 0 || close < 0 ? version : source.slice(open + 1, close).trim() || version,
  };
  return stated.name === '' || (stated.name === name && stated.version === version) ? undefined : stated;
}

function fileList(file: CatalogFile): readonly Ownership[] {
  const owned = new OwnedPaths();
  const name = packageOfList(file.name, '.list');
  const lines = new LineCursor(file.bytes);
  while (lines.next()) {
    const path = lines.text();
    if (path !== '/.') owned.add(name, path);
  }
  return owned.list();
}

/** Lines `<32 hexadecimal digits>  <path>`. */
function checksums(file: CatalogFile): readonly Ownership[] {
  const owned = new OwnedPaths();
  const name = packageOfList(file.name, '.md5sums');
  const lines = new LineCursor(file.bytes);
  while (lines.next()) owned.add(name, lines.text(34));
  return owned.list();
}

/** `libssl3:amd64.list` is of `libssl3`. */
function packageOfList(fileName: string, suffix: string): string {
  const name = fileName.slice(0, -suffix.length);
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(0, colon);
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09);
}
