import { constants, createReadStream, existsSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { readLayer, type LayerOptions } from '../layers/layer.ts';
import { excerpt, pathWithin } from '../layers/paths.ts';
import { CHUNK } from '../layers/unpacking.ts';
import { BadArchive } from '../tar/bad-archive.ts';
import { DOCUMENT_BYTES } from './documents.ts';
import type { Shelf } from './shelf.ts';

/** The parts of an image that lie in a directory (OCI image layout). */
export function directoryShelf(directory: string, options: LayerOptions): Shelf {
  const placeOf = (name: string): string => join(directory, pathWithin(name));
  const has = (name: string): boolean => existsSync(placeOf(name));
  const missing = (name: string): BadArchive => new BadArchive(`its ${excerpt(name)} is missing`);
  return {
    has,
    async document(name) {
      if (!has(name)) throw missing(name);
      const file = await open(placeOf(name), constants.O_RDONLY | constants.O_NONBLOCK);
      try {
        const { size } = await file.stat();
        if (size > DOCUMENT_BYTES) throw new BadArchive(`its ${excerpt(name)} has ${size} bytes, too many for a document`);
        const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, 0);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
    async layer(name, expected) {
      // A pipe would be waited on for ever.
      if (!has(name) || !statSync(placeOf(name)).isFile()) throw missing(name);
      return readLayer(() => createReadStream(placeOf(name), { highWaterMark: CHUNK }), expected, options);
    },
    close: async () => {},
  };
}
