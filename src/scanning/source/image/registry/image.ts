import { GlacisError, errors } from '../../../../kernel/errors.ts';
import { readLayer, type LayerOptions } from '../../layers/layer.ts';
import { BadArchive } from '../../tar/bad-archive.ts';
import { digestOf, holdTo, readManifest, type Descriptor } from '../documents.ts';
import { imageOf, type Image } from '../image.ts';
import { refuseUnreadable } from '../media.ts';
import { manifestFor } from '../oci-layout.ts';
import type { WantedPlatform } from '../platform.ts';
import { fullName, type ImageName } from '../reference.ts';
import { repositoryOf, type Repository } from './client.ts';
import { hostOf, type RegistryOptions } from './session.ts';

type Wanted = { name: string; image: ImageName; platform: WantedPlatform };

/**
 * An image of a registry, or of the first of its mirrors that gives it.
 * @throws {GlacisError} `image_not_found`, `registry_refused`, `registry_failed`, `no_such_platform`.
 * @throws {BadArchive} where what it gives is not what it should be.
 */
export async function registryImage(wanted: Wanted, { registry = {}, ...options }: LayerOptions & { registry?: RegistryOptions }): Promise<Image> {
  const { image } = wanted;
  const hosts = [...(registry.mirrors?.[image.registry] ?? []), hostOf(image.registry)];
  for (const [at, host] of hosts.entries()) {
    const repository = repositoryOf(image, host, { ...registry, signal: options.signal });
    try {
      return await imageIn(repository, wanted, options);
    } catch (error) {
      repository.close();
      // A mirror that is down, empty or lies is passed over; the registry's own word counts.
      if (at === hosts.length - 1 || !(error instanceof GlacisError || error instanceof BadArchive)) throw error;
    }
  }
  throw errors.imageNotFound({ image: fullName(image), where: 'in any registry' });
}

async function imageIn(repository: Repository, { name, image, platform }: Wanted, options: LayerOptions): Promise<Image> {
  const fetched = await repository.manifest(image.digest ?? image.tag ?? 'latest');
  if (!fetched) throw errors.imageNotFound({ image: fullName(image), where: 'in its registry' });
  const { bytes } = fetched;
  const pinned = image.digest ?? fetched.digest;
  if (pinned !== undefined) holdTo(bytes, pinned, 'its manifest');
  const digest = pinned ?? digestOf(bytes);

  const documentOf = async (descriptor: Descriptor, what: string, fetch: () => Promise<Buffer | undefined>): Promise<Buffer> => {
    const document = await fetch();
    if (!document) throw new BadArchive(`${what} is missing`);
    holdTo(document, descriptor.digest, what);
    return document;
  };
  const first = readManifest(bytes, 'its manifest');
  const { manifest, ...digests } = first.is === 'manifest'
    ? { manifest: first.manifest, digest }
    : await manifestFor(first.manifests, { name, platform }, (entry, what) => documentOf(entry, what, async () => (await repository.manifest(entry.digest))?.bytes))
      .then(({ entry, manifest }) => ({ manifest, digest: entry.digest, indexDigest: digest }));
  refuseUnreadable(manifest);
  return imageOf({
    name, ...digests,
    tags: [],
    config: await documentOf(manifest.config, 'its configuration', () => repository.document(manifest.config)),
    layers: manifest.layers.map((descriptor) => ({ descriptor, read: (expected) => readLayer(() => repository.blob(descriptor), expected, options) })),
    close: async () => repository.close(),
  });
}
