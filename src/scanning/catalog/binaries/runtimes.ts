import type { Cataloguer } from '../cataloguer.ts';
import { beginsExecutable, mayBeLibrary } from './executable.ts';

type Runtime = {
  name: string;
  /** For people. */
  title: string;
  file: RegExp;
  /** What stands right before the version. */
  marker(fileName: string): string;
  /** The version at the beginning of what follows, in group `version`. */
  version: RegExp;
};

/** Runtimes that state their version in exactly one form, in the words of their own sources. */
const runtimes: readonly Runtime[] = [
  // node_metadata.cc: process.release.sourceUrl
  { name: 'node', title: 'Node.js', file: /^node(?:js)?$/u, marker: () => 'https://nodejs.org/download/release/v', version: /^(?<version>\d+\.\d+\.\d+)\/node-v[\d.]+\.tar\.gz/u },
  // patchlevel.h: PY_VERSION; linkers let it be the end of a longer string, such as a path
  { name: 'python', title: 'Python', file: /^(?:lib)?python3\.\d+m?(?:\.so\.1\.0)?$/u, marker: (file) => `${/3\.\d+/u.exec(file)?.[0] ?? '3'}.`, version: /^(?<version>\d+(?:(?:a|b|rc)\d+)?)\0/u },
  // main/SAPI.h: SAPI_PHP_VERSION_HEADER
  { name: 'php', title: 'PHP', file: /^(?:php(?:-fpm|-cgi)?[\d.]*|libphp\d*\.so)$/u, marker: () => 'X-Powered-By: PHP/', version: /^(?<version>\d+\.\d+\.\d+)/u },
  // version.h: RUBY_DESCRIPTION
  { name: 'ruby', title: 'Ruby', file: /^(?:ruby[\d.]*|libruby[-\d.]*\.so[\d.]*)$/u, marker: () => '\0ruby ', version: /^(?<version>\d+\.\d+\.\d+)(?:p\d+)? \(\d{4}-/u },
  // nginx.c: NGINX_VER in ngx_show_version_info
  { name: 'nginx', title: 'nginx', file: /^nginx(?:-debug)?$/u, marker: () => 'nginx version: nginx/', version: /^(?<version>\d+\.\d+\.\d+)/u },
];

/** No program repeats its version more often. */
const MOST_PLACES = 1_000;

/** Runtimes that lie there without a package to tell of them, as in images that copy or build them. */
export const runtimeBinary: Cataloguer = {
  id: 'runtime-binary',
  evidence: 'installed',
  wants: (file) => mayBeLibrary(file) && runtimes.some((runtime) => runtime.file.test(file.name)),
  recognizes: beginsExecutable,
  maxBytes: 1024 * 1024 * 1024,
  read({ name, bytes }) {
    const runtime = runtimes.find(({ file }) => file.test(name));
    const version = runtime && versionIn(bytes, runtime, name);
    return runtime && version !== undefined ? { packages: [{ type: 'generic', name: runtime.name, version, remark: runtime.title }] } : {};
  },
};

const isPartOfNumber = (byte: number | undefined): boolean => byte !== undefined && /[\d.]/u.test(String.fromCharCode(byte));

/** The one version that the bytes state; undefined where they state none, or several. */
function versionIn(bytes: Uint8Array, runtime: Runtime, fileName: string): string | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const marker = runtime.marker(fileName);
  // Python's marker holds the first two numbers; elsewhere it ends before the version.
  const before = /[\d.]*$/u.exec(marker)?.[0] ?? '';
  const versions = new Set<string>();
  let at = view.indexOf(marker);
  for (let places = 0; at >= 0 && places < MOST_PLACES; places += 1) {
    const start = at + marker.length;
    const version = runtime.version.exec(view.toString('latin1', start, start + 64))?.groups?.version;
    if (version !== undefined && (before === '' || !isPartOfNumber(view[at - 1]))) versions.add(before + version);
    at = view.indexOf(marker, start);
  }
  return versions.size === 1 ? [...versions][0] : undefined;
}
