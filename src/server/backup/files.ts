import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import type { Entry } from '../../kernel/tar.ts';

/**
 * What a stopped server keeps in its data directory beside the stores: its name, by which it finds its claims again, and
 * accepted lines in its spool. Never `keys/`.
 */
const KEPT = ['server-id', 'spool'];

export async function* dumpFiles(data: string): AsyncGenerator<Entry, void, undefined> {
  for (const kept of KEPT) {
    if (!existsSync(join(data, kept))) continue;
    for (const path of await filesBelow(data, kept)) yield { name: `files/${path}`, body: await readFile(join(data, path)) };
  }
}

/** Stores one entry of `dumpFiles`, on disk when it resolves. @throws {Error} for a path that leads elsewhere. */
export async function loadFile(data: string, { name, body }: Entry): Promise<void> {
  const path = name.slice('files/'.length);
  if (normalize(path) !== path || !KEPT.includes(path.split('/')[0] ?? '')) throw new Error(`an unexpected file: ${path}`);
  const file = join(data, path);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(body);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Which of the files stand in a directory already. */
export const keptIn = (data: string): string[] => KEPT.filter((kept) => existsSync(join(data, kept)));

async function filesBelow(data: string, path: string): Promise<string[]> {
  const entries = await readdir(join(data, path), { withFileTypes: true, recursive: true }).catch(() => undefined);
  if (entries === undefined) return [path];
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(data.length + 1)).toSorted();
}
