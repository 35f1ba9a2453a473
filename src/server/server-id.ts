import { join } from 'node:path';
import { madeOnce } from '../kernel/files.ts';
import { uuidv7 } from '../kernel/ids.ts';

/**
 * The name of this server among all that share a database. It stays with the data directory, so that a restarted server
 * finds the batches that it had claimed.
 */
export const serverIdOf = (dataDirectory: string): string => madeOnce(join(dataDirectory, 'server-id'), uuidv7).trim();
