import { existsSync } from 'node:fs';
import { GlacisError, errors, reasonOf } from '../../../kernel/errors.ts';
import type { Tree } from '../../catalog/tree.ts';
import type { LayerContents } from '../layers/contents.ts';
import type { LayerOptions } from '../layers/layer.ts';
import { mergeLayers } from '../layers/merge.ts';
import { BadArchive } from '../tar/bad-archive.ts';
import { archiveImage } from './archive.ts';
import { openDaemonImage, type DaemonOptions } from './daemon.ts';
import type { Image, ImageLayer } from './image.ts';
import { platformName, wantedPlatform, type WantedPlatform } from './platform.ts';
import { splitPrefix, parseName } from './reference.ts';
import { registryImage } from './registry/image.ts';
import type { RegistryOptions } from './registry/session.ts';

export type ImageOptions = LayerOptions & {
  /** `linux/arm64`, `linux/arm/v7`; what this machine would run where it is not said. */
  platform?: string | undefined;
  registry?: RegistryOptions;
  daemon?: DaemonOptions;
  /** Tells how far it is, in bytes as stored. */
  onProgress?: ((words: string, done: number, total: number | undefined) => void) | undefined;
};

/** Layers that are read at the same time. */
const CONCURRENCY = 3;

/**
 * Finds an image: by the prefix of its reference, else as a path that exists, else in a local daemon that has it, else in its registry.
 * Sources that are streams (daemons, archives compressed as a whole) are read here already, others when a layer is read.
 * @throws {GlacisError} `bad_reference`, `image_not_found`, `image_invalid`, `no_such_platform`, `registry_refused`, `registry_failed`, `daemon_failed`.
 */
export async function openImage(reference: string, options: ImageOptions): Promise<Image> {
  const platform = wantedPlatform(options.platform);
  let [done, total]: [number, number | undefined] = [0, undefined];
  const onBytes = (more: number): void => {
    done += more;
    options.onProgress?.(`Reading ${reference}`, done, total);
  };
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const image = await named(reference, () => find(reference, platform, { ...options, onBytes, signal }));
  total = totalOf(image.layers);
  if (!platform.isDefault && !isFor(image, platform)) {
    await image.close();
    throw errors.noSuchPlatform({ image: reference, platform: platformName(platform), found: [platformName(image.platform)] });
  }
  const read = memoized(image.layers);
  return {
    ...image,
    layers: image.layers.map((layer) => ({
      ...layer,
      async read() {
        try {
          return await named(`${reference}, layer ${layer.diffId},`, () => read(layer));
        } catch (error) {
          // The image cannot be read any more: nobody needs to wait for its other layers.
          stop.abort();
          throw error;
        }
      },
    })),
  };
}

/** The bytes of all layers, where the source says them. */
function totalOf(layers: readonly ImageLayer[]): number | undefined {
  let total = 0;
  for (const { size } of layers) {
    if (size === undefined) return undefined;
    total += size;
  }
  return total;
}

/**
 * Reads all layers, several at a time, and lays them over each other.
 * @throws {GlacisError} as `openImage`.
 */
export async function readTree(image: Image): Promise<Tree> {
  const contents: LayerContents[] = [];
  const waiting = [...image.layers.entries()];
  let failure: { error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !failure; next = waiting.shift()) {
      const [index, layer] = next;
      try {
        contents[index] = await layer.read();
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  if (failure) throw failure.error;
  return named(image.name, async () =>
    mergeLayers(image.layers.flatMap(({ createdBy }, index) => (contents[index] ? [{ contents: contents[index], createdBy }] : []))));
}

/** The same layer twice in an image is read once. */
function memoized(layers: readonly ImageLayer[]): (layer: ImageLayer) => Promise<LayerContents> {
  const isRepeated = new Set(layers.map(({ diffId }) => diffId)).size < layers.length;
  const known = new Map<string, Promise<LayerContents>>();
  return (layer) => {
    if (!isRepeated) return layer.read();
    const reading = known.get(layer.diffId) ?? layer.read();
    known.set(layer.diffId, reading);
    return reading;
  };
}

async function find(reference: string, platform: WantedPlatform, options: ImageOptions): Promise<Image> {
  const { prefix, rest } = splitPrefix(reference);
  if (prefix === 'docker-archive' || prefix === 'oci-archive' || prefix === 'oci-dir') {
    const place = placeOf(rest);
    if (!place) throw errors.imageNotFound({ image: reference, where: 'at this path' });
    return archiveImage({ name: reference, ...place, kind: prefix, platform }, options);
  }
  if (prefix === undefined) {
    const place = placeOf(rest);
    if (place) return archiveImage({ name: reference, ...place, platform }, options);
    if (/^[./~]/.test(rest)) throw errors.imageNotFound({ image: reference, where: 'at this path' });
  }
  const name = parseName(rest);
  if (prefix !== 'registry') {
    const image = await openDaemonImage({ name: reference, image: rest, kind: prefix, platform }, options);
    if (image) return image;
    if (prefix !== undefined) throw errors.imageNotFound({ image: rest, where: `in ${prefix === 'docker' ? 'Docker' : 'Podman'}` });
  }
  return registryImage({ name: reference, image: name, platform }, options);
}

/** A path, or a path and what follows its last colon or the one before (NAME:TAG). */
function placeOf(text: string): { path: string; tag?: string } | undefined {
  if (text === '') return undefined;
  if (existsSync(text)) return { path: text };
  for (let colon = text.indexOf(':'); colon !== -1; colon = text.indexOf(':', colon + 1)) {
    const path = text.slice(0, colon);
    if (path !== '' && existsSync(path)) return { path, tag: text.slice(colon + 1) };
  }
  return undefined;
}

const isFor = ({ platform: found }: Image, { os, architecture }: WantedPlatform): boolean => found.os === os && found.architecture === architecture;

/** Says of which image an error is. */
async function named<T>(image: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GlacisError) throw error;
    if (error instanceof BadArchive || isSystemError(error)) throw errors.imageInvalid({ image, reason: reasonOf(error).replace(/\.$/, '') });
    throw error;
  }
}

const isSystemError = (error: unknown): boolean => error instanceof Error && 'code' in error && 'syscall' in error;
