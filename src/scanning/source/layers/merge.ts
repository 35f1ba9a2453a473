import type { BuriedSecrets, PathReadings, Problem, Tree, TreeFile } from '../../catalog/tree.ts';
import type { LayerContents } from './contents.ts';
import { resolver } from './links.ts';
import { DIRECTORY } from './path-table.ts';
import { parentOf } from './paths.ts';

/** What is known of a path so far. */
type Standing = { versions: PathReadings[]; problems: readonly string[] };

/** More problems than anybody reads, but bounded. */
const MOST_PROBLEMS = 1_000;

/**
 * Lays layers over each other, the lowest first, as container engines do (OCI image specification, layer.md): of each path
 * the last version counts, the ones before it are kept, and what a layer takes away or replaces by anything else is gone.
 * @throws {BadArchive} where the path of an entry leads through links in a circle.
 */
export function mergeLayers(layers: readonly { contents: LayerContents; createdBy?: string | undefined }[]): Tree {
  const files = new Map<string, Standing>();
  const links = new Map<string, string>();
  const buried: BuriedSecrets[] = [];
  for (const [index, { contents }] of layers.entries()) buried.push(...lay(files, links, contents, index));
  return {
    layers: layers.map(({ contents: { diffId }, createdBy }) => ({ diffId, ...(createdBy === undefined ? {} : { createdBy }) })),
    files: [...files].flatMap(([path, { versions: [first, ...others] }]): TreeFile[] => (first ? [{ path, versions: [first, ...others] }] : [])),
    problems: boundedProblems([...files].flatMap(([path, { problems }]) => problems.map((reason) => ({ path, reason })))),
    ...(buried.length > 0 ? { buried } : {}),
  };
}

/** Lays one layer over those before it, and tells which secrets it hides. */
function lay(files: Map<string, Standing>, links: Map<string, string>, contents: LayerContents, index: number): BuriedSecrets[] {
  const hidden: BuriedSecrets[] = [];
  const isGone = removalBy(contents, links);
  for (const path of links.keys()) if (isGone(path) || contents.kinds.get(path) !== undefined) links.delete(path);
  for (const [path, target] of contents.links) links.set(path, target);

  const resolve = resolver(links);
  const brought = new Map([...contents.files].map(([path, result]) => [resolve(path), result]));
  for (const [path, standing] of files) {
    const isBrought = brought.has(path);
    const isHidden = isGone(path) || contents.kinds.get(path) !== undefined;
    if (isHidden || isBrought) hidden.push(...secretsAt(path, standing));
    if (isGone(path) || (isHidden && !isBrought)) files.delete(path);
  }
  for (const [path, { readings, problems }] of brought) {
    const before = files.get(path)?.versions ?? [];
    const versions = readings.length > 0 ? [...before, { layer: index, readings }] : [];
    files.set(path, { versions, problems });
  }
  return hidden;
}

/** The secrets of what stands at a path now. */
function secretsAt(path: string, { versions }: Standing): BuriedSecrets[] {
  const last = versions.at(-1);
  const secrets = last?.readings.flatMap((reading) => reading.secrets ?? []) ?? [];
  return last && secrets.length > 0 ? [{ path, layer: last.layer, secrets }] : [];
}

/** Tells of a path from below whether this layer hides it, other than by an entry in its very place. */
function removalBy({ kinds, whiteouts, opaque }: LayerContents, links: ReadonlyMap<string, string>): (path: string) => boolean {
  if (kinds.size === 0 && whiteouts.length === 0 && opaque.length === 0) return () => false;
  const resolve = resolver(links);
  const hidden = new Set(whiteouts.map(resolve));
  const veiled = new Set(opaque.map(resolve));
  const directories = new Map<string, boolean>([['', veiled.has('')]]);

  /** Whether nothing from below is seen in this directory. */
  function isVeiled(directory: string): boolean {
    const known = directories.get(directory);
    if (known !== undefined) return known;
    const kind = kinds.get(directory);
    const found = veiled.has(directory) || hidden.has(directory) || (kind !== undefined && kind !== DIRECTORY) || isVeiled(parentOf(directory));
    directories.set(directory, found);
    return found;
  }
  return (path) => hidden.has(path) || isVeiled(parentOf(path));
}

function boundedProblems(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= MOST_PROBLEMS) return problems;
  return [...problems.slice(0, MOST_PROBLEMS), { path: '', reason: `${problems.length - MOST_PROBLEMS} more files could not be read` }];
}
