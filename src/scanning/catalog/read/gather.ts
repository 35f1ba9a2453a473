import type { Reading } from '../cataloguer.ts';
import type { PackageType, StatedPackage } from '../package.ts';

/** What a lock file or an installed package says of itself, before it is known to be sound. */
export type Statement = {
  namespace?: string | undefined;
  name: string;
  /** Empty where nobody says. */
  version: string;
  licenses?: readonly string[] | undefined;
  dev?: boolean | undefined;
  remark?: string | undefined;
};

/** Longer than any name or version that a registry lets in (npm: 214). */
const LONGEST = 256;

/** White space, control and format characters (which could forge lines or turn text around), and what parts names from one another. */
const unsound = /[\s\p{C}/\\]/u;

const isSound = (text: string): boolean => text.length <= LONGEST && !unsound.test(text);

/**
 * Gathers the packages of one file: refuses names and versions that can be none, says each once, and keeps the rest.
 * A package that is stated twice is for development only if both say so.
 */
export function gather(type: PackageType) {
  const found = new Map<string, StatedPackage>();
  const warnings: string[] = [];
  let refused = 0;

  return {
    add(said: Statement): void {
      const namespace = said.namespace ?? '';
      if (said.name === '' || !isSound(said.name) || !isSound(said.version) || !isSound(namespace)) {
        refused += 1;
        return;
      }
      const key = `${namespace}/${said.name}/${said.version}`;
      const before = found.get(key);
      const dev = (said.dev ?? false) && (before === undefined || before.dev === true);
      const licenses = said.licenses?.length ? said.licenses : before?.licenses;
      const remark = said.remark ?? before?.remark;
      found.set(key, {
        type,
        ...(namespace !== '' && { namespace }),
        name: said.name,
        version: said.version,
        ...(licenses && { licenses }),
        ...(dev && { dev }),
        ...(remark !== undefined && { remark }),
      });
    },
    warn(warning: string): void {
      warnings.push(warning);
    },
    reading(): Reading {
      const all = refused === 0 ? warnings : [...warnings, `${refused} ${refused === 1 ? 'entry has' : 'entries have'} a name or version that can be none.`];
      return { ...(found.size > 0 && { packages: [...found.values()] }), ...(all.length > 0 && { warnings: all }) };
    },
  };
}
