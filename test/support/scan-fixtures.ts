import { zipEntries } from '../../src/kernel/zip.ts';
import type { Cataloguer, CatalogFile, FileFacts, Reading, Tools } from '../../src/scanning/catalog/cataloguer.ts';
import { sqliteTool } from '../../src/scanning/source/sqlite.ts';
import { readShared } from './shared.ts';

/** The files of a bundle of shared/scan-fixtures by their path in it. */
export function scanFixture(bundle: string): ReadonlyMap<string, Uint8Array> {
  const entries = zipEntries(readShared(`scan-fixtures/${bundle}`), { entries: 10_000, entryBytes: 64 * 1024 * 1024, readBytes: 512 * 1024 * 1024 });
  return new Map(entries.filter(({ isDirectory }) => !isDirectory).map((entry) => [entry.name, entry.read()]));
}

/** A JSON file of a bundle; the caller knows its shape. */
export function jsonOf(files: ReadonlyMap<string, Uint8Array>, path: string): unknown {
  return JSON.parse(new TextDecoder().decode(files.get(path)));
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

/** How much processor time a read took, which other work on the machine hardly changes, and what it threw, if anything. */
export function timed(read: () => void): { milliseconds: number; thrown?: unknown } {
  const start = process.cpuUsage();
  const passed = (): number => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  };
  try {
    read();
    return { milliseconds: passed() };
  } catch (thrown) {
    return { milliseconds: passed(), thrown };
  }
}

/** Whether it is an error made on purpose: those of the language itself are thrown where nobody looked, and tell the reader nothing. */
export const isRefusal = (thrown: unknown): boolean => thrown instanceof Error && !(thrown instanceof TypeError) && !(thrown instanceof RangeError);
