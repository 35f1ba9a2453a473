import { layerPasses, type LayerOptions, type LayerPasses } from '../layers/layer.ts';
import { pathWithin } from '../layers/paths.ts';
import { BadArchive } from '../tar/bad-archive.ts';
import { tarEntries } from '../tar/entries.ts';
import { DOCUMENT_BYTES } from './documents.ts';
import type { Shelf } from './shelf.ts';
import { MOST_PARTS, noteLink, partOf, withLinks } from './shelf-file.ts';

type Part = { is: 'document'; bytes: Buffer } | { is: 'layer'; passes: LayerPasses } | { is: 'failed'; reason: unknown };

const MOST_LAYERS = 2_000;
const MOST_DOCUMENT_BYTES = 64 * 1024 * 1024;
const [BRACE, BRACKET] = [0x7b, 0x5b];

/**
 * The parts of an archive that comes as a stream: every part that may be a layer is read as one on its way, before it is known
 * whether it belongs to the image, so that nothing needs to be kept and the stream to be had but once. A second time it is
 * asked for only where a layer has hard links to contents that nobody wanted at first.
 * @throws {BadArchive} where it is damaged.
 */
export async function streamShelf(open: () => AsyncIterable<Buffer>, options: LayerOptions): Promise<Shelf> {
  const found = new Map<string, Part>();
  const links = new Map<string, string>();
  let [layers, documentBytes] = [0, 0];
  const stream = { broke: false };

  async function take(name: string, size: number, contents: AsyncIterable<Buffer>): Promise<void> {
    const pieces = contents[Symbol.asyncIterator]();
    const first = await pieces.next();
    if (first.done === true) return;
    const all: AsyncIterable<Buffer> = { [Symbol.asyncIterator]: () => startingWith(first.value, pieces) };
    if (first.value[0] === BRACE || first.value[0] === BRACKET) {
      documentBytes += size;
      if (size > DOCUMENT_BYTES || documentBytes > MOST_DOCUMENT_BYTES) throw new BadArchive(`its documents, as ${name}, are too large`);
      const parts: Buffer[] = [];
      for await (const piece of all) parts.push(piece);
      found.set(name, { is: 'document', bytes: Buffer.concat(parts) });
      return;
    }
    layers += 1;
    if (layers > MOST_LAYERS) throw new BadArchive(`it has more than ${MOST_LAYERS} parts that may be layers`);
    const passes = layerPasses(expectedOf(name), options);
    const part = await passed(passes, all);
    // What is wrong with the whole archive is not the part's fault.
    if (part.is === 'failed' && stream.broke) throw part.reason;
    found.set(name, part);
  }

  for await (const { entry, contents } of tarEntries(noting(open(), stream))) {
    if (found.size + links.size >= MOST_PARTS) throw new BadArchive(`it has more than ${MOST_PARTS} parts, which no image has`);
    const name = pathWithin(entry.path);
    if (entry.kind === 'file' && !entry.isSparse) await take(name, entry.size, contents);
    else noteLink(links, name, entry);
  }
  if (someNeedMore(found)) {
    for await (const { entry, contents } of tarEntries(open())) {
      const part = found.get(pathWithin(entry.path));
      if (part?.is === 'layer' && part.passes.needsMore()) await part.passes.pass(contents);
    }
  }

  const parts = withLinks(found, links);
  return {
    has: (name) => parts.has(name),
    async document(name) {
      const part = partOf(parts, name);
      if (part.is !== 'document') throw new BadArchive(`its ${name} is no document`);
      return part.bytes;
    },
    async layer(name, expected) {
      const part = partOf(parts, name);
      if (part.is === 'failed') throw part.reason;
      if (part.is === 'document') throw new BadArchive('it is no tar archive');
      return part.passes.contents(expected);
    },
    close: async () => {},
  };
}

/** What turns out not to be a layer, or a damaged one, matters only if it belongs to the image. */
async function passed(passes: LayerPasses, bytes: AsyncIterable<Buffer>): Promise<Part> {
  try {
    await passes.pass(bytes);
    return { is: 'layer', passes };
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
    return { is: 'failed', reason: error };
  }
}

async function* noting(source: AsyncIterable<Buffer>, stream: { broke: boolean }): AsyncGenerator<Buffer, void, void> {
  try {
    yield* source;
  } catch (error) {
    stream.broke = true;
    throw error;
  }
}

const someNeedMore = (parts: ReadonlyMap<string, Part>): boolean => [...parts.values()].some((part) => part.is === 'layer' && part.passes.needsMore());

/** Blobs of an OCI layout are named by their digest. */
function expectedOf(name: string): { digest?: string } {
  const [, algorithm, hex] = /^blobs\/(sha256|sha512)\/([0-9a-f]{64,128})$/.exec(name) ?? [];
  return algorithm === undefined ? {} : { digest: `${algorithm}:${hex}` };
}

async function* startingWith(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void, void> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
