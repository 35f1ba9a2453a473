import type { LayerContents } from '../layers/contents.ts';
import type { Expected } from '../layers/passage.ts';
import { BadArchive } from '../tar/bad-archive.ts';
import { digestOf, readConfig, type Descriptor, type ImageConfig, type Platform } from './documents.ts';

export type ImageLayer = {
  /** sha256:… of the layer uncompressed. */
  diffId: string;
  /** Of the layer as stored, with its media type and size, where the source says so. */
  digest?: string;
  mediaType?: string;
  size?: number;
  /** The step of its build that made it. */
  createdBy?: string;
  /**
   * What it brings and takes away; bytes that are not those of its digests are an error.
   * @throws {GlacisError} `image_invalid`, or as the source fails.
   */
  read(): Promise<LayerContents>;
};

/** An image whose documents are known; its layers are read when asked. */
export type Image = {
  /** As it was asked for. */
  name: string;
  /** sha256:… of the manifest of this platform; absent where the source has none (docker archives). */
  digest?: string;
  /** sha256:… of the index that led to it. */
  indexDigest?: string;
  /** Other names that the source gives it. */
  tags: readonly string[];
  /** sha256:… of the configuration: the image's id. */
  configDigest: string;
  platform: Platform;
  created?: string;
  layers: readonly ImageLayer[];
  close(): Promise<void>;
};

type Parts = Pick<Image, 'name' | 'tags' | 'close'> & {
  digest?: string | undefined;
  indexDigest?: string | undefined;
  config: Buffer;
  layers: readonly { descriptor?: Descriptor; read(expected: Expected): Promise<LayerContents> }[];
};

/**
 * Puts an image together from its configuration and its layers.
 * @throws {BadArchive} where these do not fit.
 */
export function imageOf({ name, tags, digest, indexDigest, config: bytes, layers, close }: Parts): Image {
  const config = readConfig(bytes, 'its configuration');
  const diffIds = config.rootfs.diff_ids ?? [];
  if (diffIds.length !== layers.length) throw new BadArchive(`its configuration names ${diffIds.length} layers, its manifest ${layers.length}`);
  const steps = stepsOf(config);
  const { os, architecture, variant } = config;
  return {
    name, tags, close,
    ...(digest === undefined ? {} : { digest }),
    ...(indexDigest === undefined ? {} : { indexDigest }),
    configDigest: digestOf(bytes),
    platform: { os, architecture, ...(variant === undefined ? {} : { variant }) },
    ...(typeof config.created === 'string' ? { created: config.created } : {}),
    layers: diffIds.map((diffId, index) => {
      const descriptor = layers[index]?.descriptor;
      const createdBy = steps[index];
      return {
        diffId,
        ...(descriptor ? { digest: descriptor.digest, mediaType: descriptor.mediaType, size: descriptor.size } : {}),
        ...(createdBy === undefined ? {} : { createdBy }),
        async read() {
          const layer = layers[index];
          if (!layer) throw new BadArchive('it has no such layer');
          return layer.read({ diffId, digest: descriptor?.digest, size: descriptor?.size });
        },
      };
    }),
  };
}

/** The steps of the build that made layers; none where the history tells of another number of them. */
function stepsOf({ history, rootfs }: ImageConfig): readonly (string | undefined)[] {
  const steps = (history ?? []).filter(({ empty_layer: isEmpty }) => isEmpty !== true);
  return steps.length === rootfs.diff_ids?.length ? steps.map(({ created_by: text }) => (text === null || text === '' ? undefined : text?.slice(0, 2_000))) : [];
}
