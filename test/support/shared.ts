import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const directory = resolve(process.env.SHARED_DIR ?? join(import.meta.dirname, '../../../shared'));

/** Whether the real data beside the checkout is there; suites that read it are skipped where it is not. */
export const hasShared = existsSync(join(directory, 'DESIGN.md'));

/** The absolute path of a file or folder in the shared data. */
export const shared = (path: string): string => join(directory, path);

/** The bytes of a shared file. */
export const readShared = (path: string): Buffer => readFileSync(shared(path));
