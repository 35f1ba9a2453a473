import type { Cataloguer, Tools } from '../../catalog/cataloguer.ts';
import { BadArchive } from '../tar/bad-archive.ts';
import { TAR_LIMITS, tarParser } from '../tar/parser.ts';
import { LAYER_LIMITS, type LayerContents, type LayerLimits } from './contents.ts';
import { passThrough, verify, type Expected, type Passed } from './passage.ts';
import { layerReading } from './reading.ts';

export type LayerOptions = {
  cataloguers: readonly Cataloguer[];
  tools: Tools;
  limits?: LayerLimits;
  signal?: AbortSignal | undefined;
  /** So many more bytes were read, as stored. */
  onBytes?: ((more: number) => void) | undefined;
};

/** A layer that is read from a stream, which can be had once now, and a second time if `needsMore` says so. */
export type LayerPasses = {
  /** @throws {BadArchive} where the bytes are no layer, or not what they should be. */
  pass(bytes: AsyncIterable<Buffer>): Promise<void>;
  needsMore(): boolean;
  /** @throws {BadArchive} where the bytes were not what they should have been, which may have become known later. */
  contents(expected: Expected): LayerContents;
};

/** For sources that cannot be read again at once, as an archive within a stream; `readLayer` for all others. */
export function layerPasses(expected: Expected, { cataloguers, tools, limits = LAYER_LIMITS, signal, onBytes }: LayerOptions): LayerPasses {
  const reading = layerReading({ cataloguers, tools, limits });
  let passed: Passed | undefined;
  let needsMore = true;
  return {
    async pass(bytes) {
      const parser = tarParser(reading.visit, TAR_LIMITS);
      // What was read a second time must be what was read the first time.
      passed = await passThrough(watched(bytes, signal, onBytes), { ...expected, ...passed }, limits, parser.write);
      parser.end();
      needsMore = reading.endPass();
    },
    needsMore: () => needsMore,
    contents(found) {
      if (!passed) throw new BadArchive('it was not read');
      verify(passed, found);
      return reading.contents(passed.diffId);
    },
  };
}

async function* watched(bytes: AsyncIterable<Buffer>, signal: AbortSignal | undefined, onBytes: LayerOptions['onBytes']): AsyncGenerator<Buffer, void, void> {
  for await (const chunk of bytes) {
    signal?.throwIfAborted();
    onBytes?.(chunk.length);
    yield chunk;
  }
}

/**
 * Reads a layer once with flat memory, twice where hard links lead to contents that nobody wanted at first.
 * @param open gives the bytes as stored, from the beginning.
 * @throws {BadArchive} where the bytes are not what they should be.
 */
export async function readLayer(open: () => AsyncIterable<Buffer>, expected: Expected, options: LayerOptions): Promise<LayerContents> {
  const passes = layerPasses(expected, options);
  while (passes.needsMore()) await passes.pass(open());
  return passes.contents(expected);
}
