import { readFile, stat } from 'node:fs/promises';
import { arch, platform, release } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { errors, reasonOf } from '../kernel/errors.ts';
import { assemble } from './catalog/assemble.ts';
import type { Cataloguer, Tools } from './catalog/cataloguer.ts';
import { cataloguersFor } from './catalog/index.ts';
import { packageOwners } from './host/owners.ts';
import { hostSurface } from './host/surface.ts';
import { readSbom } from './sbom/index.ts';
import { globMatcher, openImage, readDirectory, readTree, sqliteTools, type ImageOptions } from './source/index.ts';
import { sbomSubject, treeSubject, type Subject } from './subject.ts';

/** What can be looked for. */
export type Scanner = 'vuln' | 'secret';

export type ExamineOptions = {
  scanners: ReadonlySet<Scanner>;
  /** Glob patterns of paths below the root that are left out. */
  skip?: readonly string[];
  signal?: AbortSignal | undefined;
  onProgress?: (words: string, done: number, total: number | undefined) => void;
};

/** Which image, and how it is fetched. */
export type ImageRequest = Omit<ImageOptions, 'cataloguers' | 'tools'>;

/** A larger SBOM is refused: V8's strings end at 512 MiB. */
const MAX_SBOM_BYTES = 384 * 1024 * 1024;

/** Who is asked of an image or a tree. */
const look = (evidence: 'installed' | 'declared', { scanners }: ExamineOptions): { cataloguers: readonly Cataloguer[]; tools: Tools } => ({
  cataloguers: cataloguersFor(evidence, scanners), tools: sqliteTools,
});

/**
 * Reads an image, wherever it is.
 * @throws {GlacisError} as `openImage`: an image is read whole or not at all; single files that cannot be read make it incomplete.
 */
export async function examineImage(reference: string, options: ExamineOptions & ImageRequest): Promise<Subject> {
  const { cataloguers, tools } = look('installed', options);
  const image = await openImage(reference, { ...options, tools, cataloguers: without(options.skip ?? [], cataloguers) });
  try {
    const tree = await readTree(image);
    const { os, architecture, variant } = image.platform;
    return {
      target: {
        kind: 'image', name: image.name, digest: image.digest ?? image.configDigest, configDigest: image.configDigest,
        platform: [os, architecture, variant].filter((part) => part !== undefined).join('/'),
        layers: image.layers.map(({ diffId, createdBy }) => (createdBy === undefined ? { diffId } : { diffId, createdBy })),
      },
      inventory: assemble(tree),
    };
  } finally {
    await image.close();
  }
}

/** Cataloguers that want nothing of what is left out. */
function without(skip: readonly string[], cataloguers: readonly Cataloguer[]): readonly Cataloguer[] {
  if (skip.length === 0) return cataloguers;
  const isSkipped = globMatcher(skip);
  return cataloguers.map((cataloguer) => ({ ...cataloguer, wants: (file) => cataloguer.wants(file) && !isSkipped(file.path) }));
}

/** Reads this machine, with what listens and what wants a restart; or, with a root, a file system of another one. */
export async function examineHost(root: string | undefined, options: ExamineOptions & { name: string }): Promise<Subject> {
  const tree = await readDirectory(root ?? '/', { ...options, ...look('installed', options), isHost: true });
  if (root !== undefined) return treeSubject('host', options.name, tree);
  const subject = treeSubject('host', options.name, tree, { runningKernel: release() });
  if (platform() !== 'linux') return subject;
  const { surface, warnings } = hostSurface(subject.inventory, packageOwners(tree, subject.inventory));
  return {
    target: { ...subject.target, platform: `linux/${arch()}` },
    inventory: { ...subject.inventory, warnings: [...subject.inventory.warnings, ...warnings.map((reason) => ({ path: 'proc', reason }))] },
    surface,
  };
}

/** Reads what the lock files and manifests of a source tree say. */
export async function examineDirectory(path: string, options: ExamineOptions): Promise<Subject> {
  return treeSubject('directory', path, await readDirectory(path, { ...options, ...look('declared', options), isHost: false }));
}

/**
 * Reads an SBOM; `-` is standard input.
 * @throws {GlacisError} `invalid` where it is none.
 */
export async function examineSbom(file: string): Promise<Subject> {
  const bytes = file === '-' ? await buffer(process.stdin) : await fileBytes(file);
  if (bytes.length > MAX_SBOM_BYTES) throw errors.tooLarge({ what: file, limit: MAX_SBOM_BYTES });
  return sbomSubject(file, bytes, readSbom(bytes.toString('utf8'), file));
}

async function fileBytes(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > MAX_SBOM_BYTES) throw errors.tooLarge({ what: file, limit: MAX_SBOM_BYTES });
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw errors.invalid({ what: `${file} cannot be read: ${reasonOf(error)}` });
    throw error;
  }
}
