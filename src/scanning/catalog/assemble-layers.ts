import type { StatedPackage } from './package.ts';
import type { Tree, TreeFile } from './tree.ts';

/** What makes two statements be of the same package: all that its purl says. */
export function identityOf({ type, namespace, name, version, arch, module, source }: StatedPackage): string {
  return [type, namespace, name, version, arch, module, source?.name, source?.version].join('\u0000');
}

/**
 * For each package that a file names now, by its identity, the layer that brought it: the lowest from which on every version of the
 * file names it. A database of packages is written anew by every layer that installs something.
 */
export function introducedIn(file: TreeFile, layers: Tree['layers']): (identity: string) => string | undefined {
  const versions = file.versions.map(({ layer, readings }) => ({ layer, identities: lazyIdentities(readings) }));
  const last = versions.at(-1);
  return (identity) => {
    let layer = last?.layer;
    for (let at = versions.length - 2; at >= 0; at -= 1) {
      const version = versions[at];
      if (version === undefined || !version.identities().has(identity)) break;
      layer = version.layer;
    }
    return layer === undefined ? undefined : layers[layer]?.diffId;
  };
}

function lazyIdentities(readings: TreeFile['versions'][0]['readings']): () => ReadonlySet<string> {
  let identities: Set<string> | undefined;
  return () => {
    identities ??= new Set(readings.flatMap(({ packages = [] }) => packages.map(identityOf)));
    return identities;
  };
}
