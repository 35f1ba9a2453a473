import type { Cataloguer, Tools } from '../../catalog/cataloguer.ts';
import { TAR_LIMITS, tarParser } from '../tar/parser.ts';
import { LAYER_LIMITS, type LayerContents, type LayerLimits } from './contents.ts';
import { passThrough, type Expected } from './passage.ts';
import { layerReading } from './reading.ts';

export type LayerOptions = {
  cataloguers: readonly Cataloguer[];
  tools: Tools;
  limits?: LayerLimits;
};

/** A layer that is read from a stream, which can be had once now, and a second time if `needsMore` says so. */
export type LayerPasses = {
  /** @throws {BadArchive} where the bytes are not what they should be. */
  pass(bytes: AsyncIterable<Buffer>): Promise<void>;
  needsMore(): boolean;
  contents(): LayerContents;
};

/** For sources that cannot be read again at once, as an archive within a stream; `readLayer` for all others. */
export function layerPasses(expected: Expected, { cataloguers, tools, limits = LAYER_LIMITS }: LayerOptions): LayerPasses {
  const reading = layerReading({ cataloguers, tools, limits });
  let diffId = '';
  let needsMore = true;
  return {
    async pass(bytes) {
      const parser = tarParser(reading.visit, TAR_LIMITS);
      diffId = await passThrough(bytes, { ...expected, ...(diffId === '' ? {} : { diffId }) }, limits, parser.write);
      parser.end();
      needsMore = reading.endPass();
    },
    needsMore: () => needsMore,
    contents: () => reading.contents(diffId),
  };
}

/**
 * Reads a layer once with flat memory, twice where hard links lead to contents that nobody wanted at first.
 * @param open gives the bytes as stored, from the beginning.
 * @throws {BadArchive} where the bytes are not what they should be.
 */
export async function readLayer(open: () => AsyncIterable<Buffer>, expected: Expected, options: LayerOptions): Promise<LayerContents> {
  const passes = layerPasses(expected, options);
  while (passes.needsMore()) await passes.pass(open());
  return passes.contents();
}
