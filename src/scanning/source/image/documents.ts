import { createHash } from 'node:crypto';
import { z } from 'zod';
import { DIGEST } from '../layers/passage.ts';
import { BadArchive } from '../tar/bad-archive.ts';

/** No manifest, index or configuration is larger; the distribution specification asks registries for 4 MiB. */
export const DOCUMENT_BYTES = 8 * 1024 * 1024;
const MOST_LAYERS = 1_000;
const MOST_MANIFESTS = 10_000;

export const MEDIA = {
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  dockerIndex: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
} as const;

const Digest = z.string().regex(DIGEST, 'is no SHA-256 or SHA-512 digest');

const Descriptor = z.object({
  mediaType: z.string().default(''),
  digest: Digest,
  size: z.int().nonnegative(),
  annotations: z.record(z.string(), z.string()).nullish(),
});
export type Descriptor = z.infer<typeof Descriptor>;

const Platform = z.object({ os: z.string().default(''), architecture: z.string().default(''), variant: z.string().optional() });
export type Platform = z.infer<typeof Platform>;

const IndexEntry = Descriptor.extend({ platform: Platform.nullish() });
export type IndexEntry = z.infer<typeof IndexEntry>;

/** OCI image index, Docker manifest list. */
const Index = z.object({ manifests: z.array(IndexEntry).max(MOST_MANIFESTS) });

/** OCI image manifest, Docker manifest version 2, schema 2. */
const Manifest = z.object({ config: Descriptor, layers: z.array(Descriptor).max(MOST_LAYERS) });
export type Manifest = z.infer<typeof Manifest>;

/** OCI image configuration: what it takes to name the layers. */
const ImageConfig = z.object({
  os: z.string().default(''),
  architecture: z.string().default(''),
  variant: z.string().optional(),
  created: z.string().nullish(),
  rootfs: z.object({ diff_ids: z.array(z.string().regex(/^sha256:[0-9a-f]{64}$/, 'is no SHA-256 digest')).max(MOST_LAYERS).nullable() }),
  history: z.array(z.object({ created_by: z.string().nullish(), empty_layer: z.boolean().nullish() })).max(10_000).nullish(),
});
export type ImageConfig = z.infer<typeof ImageConfig>;

/** `manifest.json` of a docker archive. */
const DockerArchive = z.array(z.object({ Config: z.string(), RepoTags: z.array(z.string()).nullish(), Layers: z.array(z.string()).max(MOST_LAYERS).nullable() })).max(MOST_MANIFESTS);
export type DockerArchive = z.infer<typeof DockerArchive>;

export const readIndex = (bytes: Buffer, what: string): readonly IndexEntry[] => parse(Index, bytes, what).manifests;
export const readConfig = (bytes: Buffer, what: string): ImageConfig => parse(ImageConfig, bytes, what);
export const readDockerArchive = (bytes: Buffer): DockerArchive => parse(DockerArchive, bytes, 'its manifest.json');

/** What a digest in an index or a reference leads to: an index or a manifest, as its fields tell, since media types may be absent. */
export function readManifest(bytes: Buffer, what: string): { is: 'index'; manifests: readonly IndexEntry[] } | { is: 'manifest'; manifest: Manifest } {
  const { schemaVersion, manifests } = parse(z.object({ schemaVersion: z.unknown().optional(), manifests: z.unknown().optional() }), bytes, what);
  if (schemaVersion === 1) throw new BadArchive(`${what} is of the old schema 1, which has no digests of contents; push the image again with a newer tool`);
  return manifests === undefined ? { is: 'manifest', manifest: parse(Manifest, bytes, what) } : { is: 'index', manifests: readIndex(bytes, what) };
}

/** @throws {BadArchive} where the bytes are not those of the digest. */
export function holdTo(bytes: Buffer, digest: string, what: string): void {
  const found = digestOf(bytes, digest.startsWith('sha512:') ? 'sha512' : 'sha256');
  if (found !== digest) throw new BadArchive(`${what} has the digest ${found}, not ${digest}`);
}

export const digestOf = (bytes: Buffer, algorithm: 'sha256' | 'sha512' = 'sha256'): string => `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;

function parse<T>(schema: z.ZodType<T>, bytes: Buffer, what: string): T {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString());
  } catch {
    throw new BadArchive(`${what} is no JSON`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BadArchive(`${what} is not what it should be: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trimEnd());
}
