import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { readLayer, type LayerOptions } from '../layers/layer.ts';
import { excerpt, parentOf, pathWithin } from '../layers/paths.ts';
import { CHUNK } from '../layers/unpacking.ts';
import { BadArchive } from '../tar/bad-archive.ts';
import { TAR_LIMITS, tarParser } from '../tar/parser.ts';
import { DOCUMENT_BYTES } from './documents.ts';
import type { Shelf } from './shelf.ts';

type Part = { offset: number; size: number };

/** Headers stand apart from each other: little is read to find the next. */
const GLANCE = 4_096;
/** Real archives have a few parts for each layer. */
export const MOST_PARTS = 100_000;
const MOST_HOPS = 10;

/**
 * The parts of an uncompressed tar archive, found by its headers; contents are read from where they stand.
 * @throws {BadArchive} where it is damaged.
 */
export async function fileShelf(path: string, options: LayerOptions): Promise<Shelf> {
  const file = await open(path);
  try {
    const parts = await partsOf(file);
    return {
      has: (name) => parts.has(name),
      async document(name) {
        const { offset, size } = partOf(parts, name);
        if (size > DOCUMENT_BYTES) throw new BadArchive(`its ${excerpt(name)} has ${size} bytes, too many for a document`);
        const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, offset);
        if (bytesRead < size) throw new BadArchive('it ends too early');
        return buffer;
      },
      layer: (name, expected) => readLayer(() => piecesOf(path, file, partOf(parts, name)), expected, options),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function piecesOf(path: string, file: FileHandle, { offset, size }: Part): AsyncIterable<Buffer> {
  if (size === 0) return (async function* () {})();
  return createReadStream(path, { fd: file, autoClose: false, start: offset, end: offset + size - 1, highWaterMark: CHUNK });
}

export function partOf<T>(parts: ReadonlyMap<string, T>, name: string): T {
  const part = parts.get(name);
  if (!part) throw new BadArchive(`its ${excerpt(name)} is missing`);
  return part;
}

async function partsOf(file: FileHandle): Promise<ReadonlyMap<string, Part>> {
  const parts = new Map<string, Part>();
  const links = new Map<string, string>();
  const parser = tarParser((entry) => {
    if (parts.size + links.size >= MOST_PARTS) throw new BadArchive(`it has more than ${MOST_PARTS} parts, which no image has`);
    const name = pathWithin(entry.path);
    if (entry.kind === 'file' && !entry.isSparse) parts.set(name, { offset: entry.offset, size: entry.size });
    else noteLink(links, name, entry);
    return null;
  }, TAR_LIMITS);
  const { size } = await file.stat();
  for (let at = 0; at < size;) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(GLANCE), 0, GLANCE, at);
    if (bytesRead === 0) break;
    parser.write(buffer.subarray(0, bytesRead));
    at += bytesRead;
    at += parser.skip(size - at);
  }
  parser.end();
  return withLinks(parts, links);
}

/** Archives of older versions of Docker have layers that are links to others. */
export function noteLink(links: Map<string, string>, name: string, { kind, target }: { kind: string; target: string }): void {
  if (kind === 'symbolic link') links.set(name, pathWithin(target.startsWith('/') ? target : `${parentOf(name)}/${target}`));
  else if (kind === 'hard link') links.set(name, pathWithin(target));
}

/** The parts under all their names. Links that lead nowhere or in a circle are left out. */
export function withLinks<T>(parts: Map<string, T>, links: ReadonlyMap<string, string>): ReadonlyMap<string, T> {
  const all = new Map(parts);
  for (const [name, target] of links) {
    let at = target;
    for (let hops = 0; hops < MOST_HOPS && links.has(at); hops += 1) at = links.get(at) ?? at;
    const part = parts.get(at);
    if (part) all.set(name, part);
  }
  return all;
}
