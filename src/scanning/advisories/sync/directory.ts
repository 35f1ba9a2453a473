import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { errors, reasonOf } from '../../../kernel/errors.ts';
import type { Source, Taken } from './source.ts';

/**
 * A directory with the layout of the bucket: a mirror, or what was carried over an air gap. Files are recognized by their
 * content, since copying changes their times.
 * @throws {GlacisError} `advisory_source` where there is no such directory.
 */
export async function directorySource(given: string): Promise<Source> {
  const root = resolve(given);
  if (!(await stat(root).catch(() => undefined))?.isDirectory()) throw errors.advisorySource({ what: root, reason: 'there is no such directory.' });

  async function factsOf(path: string) {
    const facts = path.split('/').includes('..') ? undefined : await stat(join(root, path)).catch(() => undefined);
    return facts?.isFile() ? facts : undefined;
  }

  return {
    name: root,
    isLive: false,
    isLocal: true,
    async take(path, { known, maxBytes, onBytes }): Promise<Taken> {
      const facts = await factsOf(path);
      if (facts === undefined) return { is: 'absent' };
      if (facts.size > maxBytes) throw errors.tooLarge({ what: join(root, path), limit: maxBytes });
      try {
        const bytes = await readFile(join(root, path));
        onBytes?.(bytes.length, facts.size);
        const etag = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
        return known?.etag === etag ? { is: 'unchanged', modified: facts.mtimeMs } : { is: 'taken', bytes, validators: { etag }, modified: facts.mtimeMs };
      } catch (error) {
        throw errors.advisorySource({ what: join(root, path), reason: reasonOf(error) });
      }
    },
    has: async (path) => (await factsOf(path)) !== undefined,
    async list(path) {
      const entries = await readdir(join(root, path), { withFileTypes: true }).catch(() => []);
      const listed = entries.map(async (entry) => ({
        name: entry.name,
        isDirectory: entry.isDirectory() || (entry.isSymbolicLink() && (await stat(join(root, path, entry.name)).catch(() => undefined))?.isDirectory() === true),
      }));
      return (await Promise.all(listed)).sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    close() {},
  };
}
