import { excerpt } from '../layers/paths.ts';
import { BadArchive } from '../tar/bad-archive.ts';
import type { Manifest } from './documents.ts';

const CONFIGS = new Set(['application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json', 'application/octet-stream', '']);

/** @throws {BadArchive} where a manifest is that of something else than an image, or has layers that nobody can read. */
export function refuseUnreadable({ config, layers }: Manifest): void {
  if (!CONFIGS.has(config.mediaType)) throw new BadArchive(`it is no container image but ${excerpt(config.mediaType)}`);
  for (const { mediaType, digest } of layers) {
    if (mediaType.endsWith('+encrypted')) throw new BadArchive(`its layer ${digest} is encrypted`);
    if (/\.(?:foreign|nondistributable)\./.test(mediaType)) throw new BadArchive(`its layer ${digest} is not handed out with it (${excerpt(mediaType)})`);
  }
}
