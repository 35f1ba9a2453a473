import type { StatedPackage } from '../package.ts';

/** A module path or version: printable, without white space; nothing else is one (golang.org/x/mod/module). */
const SOUND = /^[^\s\p{C}]{1,512}$/u;

/** A Go module as a package: its path up to the last part is the namespace; undefined where path or version cannot be. */
export function goModule(path: string, version: string, remark?: string): StatedPackage | undefined {
  if (!SOUND.test(path) || (version !== '' && !SOUND.test(version))) return undefined;
  const slash = path.lastIndexOf('/');
  const name = path.slice(slash + 1);
  if (name === '') return undefined;
  return { type: 'golang', ...(slash > 0 && { namespace: path.slice(0, slash) }), name, version, ...(remark !== undefined && { remark }) };
}

/**
 * The standard library, whose advisories stand under `stdlib` (https://go.dev/security/vuln/database), from what the toolchain calls
 * itself: `go1.22.3`, `go1.22.3 X:boringcrypto`, `go1.22rc1-custom`; undefined for an unreleased one (`devel …`).
 */
export function goStandardLibrary(goVersion: string): StatedPackage | undefined {
  const version = /^go(?<version>\d{1,4}\.\d{1,4}(?:\.\d{1,4})?(?:(?:rc|beta)\d{1,4})?)(?![\d.])/u.exec(goVersion)?.groups?.version;
  return version === undefined ? undefined : { type: 'golang', name: 'stdlib', version, remark: 'Go standard library' };
}
