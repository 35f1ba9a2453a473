import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Encoding } from '../../../kernel/compression/index.ts';
import type { LayerOptions } from '../layers/layer.ts';
import { LAYER_LIMITS } from '../layers/contents.ts';
import { CHUNK, encodingOf, unpacking } from '../layers/unpacking.ts';
import { BadArchive } from '../tar/bad-archive.ts';
import { dockerArchiveImage } from './docker-archive.ts';
import type { Image } from './image.ts';
import { ociImage } from './oci-layout.ts';
import type { WantedPlatform } from './platform.ts';
import type { Shelf } from './shelf.ts';
import { directoryShelf } from './shelf-directory.ts';
import { fileShelf } from './shelf-file.ts';
import { streamShelf } from './shelf-stream.ts';

export type Kind = 'docker-archive' | 'oci-archive' | 'oci-dir';

type Wanted = {
  name: string;
  path: string;
  /** Which image, where there are several. */
  tag?: string | undefined;
  /** What it must be; otherwise what it says it is. */
  kind?: Kind | undefined;
  platform: WantedPlatform;
};

/**
 * An image in a file or directory. An archive that is compressed as a whole is read as a stream.
 * @throws {BadArchive}
 */
export async function archiveImage({ path, kind, ...wanted }: Wanted, options: LayerOptions): Promise<Image> {
  const found = await stat(path);
  const isDirectory = found.isDirectory();
  if (!isDirectory && !found.isFile()) throw new BadArchive('it is neither a file nor a directory');
  if (isDirectory && kind !== undefined && kind !== 'oci-dir') throw new BadArchive('it is a directory, not an archive');
  if (!isDirectory && kind === 'oci-dir') throw new BadArchive('it is no directory');
  const encoding = isDirectory ? 'identity' : await encodingAt(path);
  const shelf = isDirectory
    ? directoryShelf(path, options)
    : encoding === 'identity' ? await fileShelf(path, options) : await streamShelf(() => uncompressed(path, encoding, options), options);
  return imageOn(shelf, { ...wanted, kind });
}

/** The image that lies on a shelf, which is closed with it. */
export async function imageOn(shelf: Shelf, { name, tag, platform, kind }: Omit<Wanted, 'path'>): Promise<Image> {
  try {
    // Docker writes both; its own tells the names of the image.
    if (kind !== 'oci-archive' && kind !== 'oci-dir' && shelf.has('manifest.json')) return await dockerArchiveImage(shelf, { name, tag });
    if (kind !== 'docker-archive' && shelf.has('index.json')) return await ociImage(shelf, { name, tag, platform });
    throw new BadArchive(kind === 'docker-archive' ? 'it has no manifest.json' : kind === undefined ? 'it has neither manifest.json nor index.json' : 'it has no index.json');
  } catch (error) {
    await shelf.close();
    throw error;
  }
}

async function encodingAt(path: string): Promise<Encoding> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    if (bytesRead < 4) throw new BadArchive('it is empty');
    return encodingOf(buffer);
  } finally {
    await file.close();
  }
}

const uncompressed = (path: string, encoding: Encoding, { limits = LAYER_LIMITS }: LayerOptions): AsyncIterable<Buffer> =>
  unpacking(createReadStream(path, { highWaterMark: CHUNK }), encoding, limits);
