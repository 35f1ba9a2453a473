import { zipEntries } from '../../src/kernel/zip.ts';
import type { Cataloguer, CatalogFile, FileFacts, Reading, Tools } from '../../src/scanning/catalog/cataloguer.ts';
import { sqliteTool } from '../../src/scanning/source/sqlite.ts';
import { readShared } from './shared.ts';

/** The files of a bundle of shared/scan-fixtures by their path in it. */
export function scanFixture(bundle: string): ReadonlyMap<string, Uint8Array> {
  const entries = zipEntries(readShared(`scan-fixtures/${bundle}`), { entries: 10_000, entryBytes: 64 * 1024 * 1024, readBytes: 512 * 1024 * 1024 });
  return new Map(entries.filter(({ isDirectory }) => !isDirectory).map((entry) => [entry.name, entry.read()]));
}

/** A JSON file of a bundle. */
export function jsonOf<T>(files: ReadonlyMap<string, Uint8Array>, path: string): T {
  return JSON.parse(new TextDecoder().decode(files.get(path))) as T;
}

export const factsOf = (path: string, size = 0): FileFacts => ({ path, name: path.slice(path.lastIndexOf('/') + 1), size, mode: 0o644 });

/** A file as a cataloguer gets it. */
export function catalogFile(path: string, content: Uint8Array | string, companions: ReadonlyMap<string, Uint8Array> = new Map()): CatalogFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { ...factsOf(path, bytes.length), bytes, companion: (name) => companions.get(name) };
}

/** The tools that scans use. */
export const tools: Tools = { sqlite: sqliteTool() };

/** What a cataloguer reads of a file. */
export const readWith = (cataloguer: Cataloguer, path: string, content: Uint8Array | string): Reading => cataloguer.read(catalogFile(path, content), tools);
