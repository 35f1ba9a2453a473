import { excerpt, pathWithin } from '../layers/paths.ts';
import { BadArchive } from '../tar/bad-archive.ts';
import { holdTo, readDockerArchive, type DockerArchive } from './documents.ts';
import { imageOf, type Image } from './image.ts';
import type { Shelf } from './shelf.ts';

/**
 * An image of what `docker save` writes (manifest.json; Docker image specification 1.2).
 * @param tag which one, where the archive has several.
 * @throws {BadArchive}
 */
export async function dockerArchiveImage(shelf: Shelf, { name, tag }: { name: string; tag?: string | undefined }): Promise<Image> {
  const { Config: configName, RepoTags: tags, Layers: layers } = chosen(readDockerArchive(await shelf.document('manifest.json')), tag);
  const config = await shelf.document(pathWithin(configName));
  const hex = /(?:^|\/)([0-9a-f]{64})(?:\.json)?$/.exec(configName)?.[1];
  if (hex !== undefined) holdTo(config, `sha256:${hex}`, 'its configuration');
  return imageOf({
    name, config,
    tags: tags ?? [],
    layers: (layers ?? []).map((layer) => ({ read: (expected) => shelf.layer(pathWithin(layer), expected) })),
    close: () => shelf.close(),
  });
}

function chosen(images: DockerArchive, tag: string | undefined): DockerArchive[number] {
  const tags = images.flatMap(({ RepoTags }) => RepoTags ?? []);
  const listed = excerpt(tags.join(', '));
  const matching = tag === undefined ? images : images.filter(({ RepoTags }) => RepoTags?.some((found) => found === tag || found === `${tag}:latest`));
  const [image, ...others] = matching;
  if (!image) throw new BadArchive(tag === undefined ? 'it has no image' : `it has no image ${tag}, but ${listed === '' ? 'ones without names' : listed}`);
  if (others.length > 0) throw new BadArchive(`it has several images; say which by ${tag === undefined ? 'adding :NAME:TAG' : 'another name'} (${listed})`);
  return image;
}
