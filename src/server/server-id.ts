import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { uuidv7 } from '../kernel/ids.ts';

/**
 * The name of this server among all that share a database. It stays with the data directory, so that a restarted server
 * finds the batches that it had claimed.
 */
export function serverIdOf(dataDirectory: string): string {
  const file = join(dataDirectory, 'server-id');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    const id = uuidv7();
    writeFileSync(file, id, { mode: 0o600, flush: true });
    return id;
  }
}
