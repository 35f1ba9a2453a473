import { otherName } from '../catalog/assemble-owners.ts';
import type { Inventory } from '../catalog/assemble.ts';
import { isSystemType } from '../catalog/purl.ts';
import type { Tree } from '../catalog/tree.ts';

/**
 * Which packages of the system's package manager files belong to, by purl. A file of an older version, which has been replaced
 * since, belongs to the package of its path.
 */
export function packageOwners(tree: Tree, { packages }: Inventory): (paths: readonly string[]) => ReadonlyMap<string, string> {
  const purls = new Map(packages.filter(({ type }) => isSystemType(type)).map(({ name, purl }) => [name, purl]));
  return (paths) => {
    const asked = new Map(paths.flatMap((path) => [path, otherName(path)].flatMap((name) => (name === undefined ? [] : [[name, path] as const]))));
    const owners = new Map<string, string>();
    for (const { versions } of tree.files) {
      for (const { owns = [] } of versions.at(-1)?.readings ?? []) {
        for (const { package: name, paths: owned } of owns) {
          const purl = purls.get(name);
          if (purl === undefined) continue;
          for (const path of owned) {
            const known = asked.get(path);
            if (known !== undefined) owners.set(known, purl);
          }
        }
      }
    }
    return owners;
  };
}
