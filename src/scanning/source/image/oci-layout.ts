import { excerpt } from '../layers/paths.ts';
import { BadArchive } from '../tar/bad-archive.ts';
import { holdTo, readIndex, readManifest, type Descriptor, type IndexEntry } from './documents.ts';
import { imageOf, type Image } from './image.ts';
import { refuseUnreadable } from './media.ts';
import { forPlatform, type WantedPlatform } from './platform.ts';
import type { Shelf } from './shelf.ts';

const REF_NAME = 'org.opencontainers.image.ref.name';
/** containerd's and Docker's full name of an image. */
const FULL_NAME = 'io.containerd.image.name';
const MOST_INDEXES = 8;

type Wanted = { name: string; tag?: string | undefined; platform: WantedPlatform };

/**
 * An image of an OCI image layout, a directory or an archive of one (image-layout.md). Indexes may lead to indexes.
 * @throws {BadArchive}
 * @throws {GlacisError} `no_such_platform`.
 */
export async function ociImage(shelf: Shelf, { name, tag, platform }: Wanted): Promise<Image> {
  const document = async ({ digest, size }: Descriptor, what: string): Promise<Buffer> => {
    const bytes = await shelf.document(blobOf(digest));
    if (bytes.length !== size) throw new BadArchive(`${what} has ${bytes.length} bytes, not ${size}`);
    holdTo(bytes, digest, what);
    return bytes;
  };
  const { entry, indexDigest, manifest } = await manifestFor(chosen(readIndex(await shelf.document('index.json'), 'its index.json'), tag), { name, platform }, document);
  refuseUnreadable(manifest);
  return imageOf({
    name, indexDigest,
    digest: entry.digest,
    tags: [FULL_NAME, REF_NAME].flatMap((key) => entry.annotations?.[key] ?? []).slice(0, 1),
    config: await document(manifest.config, 'its configuration'),
    layers: manifest.layers.map((descriptor) => ({ descriptor, read: (expected) => shelf.layer(blobOf(descriptor.digest), expected) })),
    close: () => shelf.close(),
  });
}

type Fetch = (descriptor: Descriptor, what: string) => Promise<Buffer>;

/** Follows indexes down to the manifest of the platform. Also for registries. */
export async function manifestFor(entries: readonly IndexEntry[], { name, platform }: Omit<Wanted, 'tag'>, document: Fetch) {
  let candidates = entries;
  let indexDigest: string | undefined;
  for (let depth = 0; depth < MOST_INDEXES; depth += 1) {
    const [entry] = forPlatform(name, candidates, platform);
    const found = readManifest(await document(entry, 'its manifest'), 'its manifest');
    if (found.is === 'manifest') return { entry, indexDigest, manifest: found.manifest };
    indexDigest ??= entry.digest;
    candidates = found.manifests;
  }
  throw new BadArchive(`its indexes lead to further indexes more than ${MOST_INDEXES} times`);
}

const blobOf = (digest: string): string => `blobs/${digest.replace(':', '/')}`;

function chosen(entries: readonly IndexEntry[], tag: string | undefined): readonly IndexEntry[] {
  if (entries.length === 0) throw new BadArchive('it has no image');
  const named = (entry: IndexEntry): string[] => [REF_NAME, FULL_NAME].flatMap((key) => entry.annotations?.[key] ?? []);
  const names = [...new Set(entries.flatMap(named))];
  if (tag === undefined) {
    // Several platforms of one image have one name or none; several names are several images.
    const isAmbiguous = new Set(entries.flatMap(({ annotations }) => annotations?.[REF_NAME] ?? [])).size > 1 || entries.filter((entry) => !entry.platform).length > 1;
    if (isAmbiguous) throw new BadArchive(`it has several images; say which by adding :TAG (${excerpt(names.join(', '))})`);
    return entries;
  }
  const matching = entries.filter((entry) => entry.digest === tag || named(entry).some((found) => found === tag || found.endsWith(`:${tag}`)));
  if (matching.length === 0) throw new BadArchive(`it has no image ${tag}${names.length === 0 ? '' : `, but ${excerpt(names.join(', '))}`}`);
  return matching;
}
