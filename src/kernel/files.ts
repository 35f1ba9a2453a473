import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, openSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * The text of a file that is made once and never changes, such as a key; only its owner may read it. Processes that start together
 * agree on one text: it is written aside and linked into place, so that the file is there whole or not at all, and is never
 * overwritten. When this returns, it survives a power cut.
 */
export function madeOnce(file: string, make: () => string): string {
  if (!existsSync(file)) {
    // Not by process id: two containers over one directory may have the same.
    const draft = `${file}.${randomBytes(8).toString('hex')}`;
    writeFileSync(draft, make(), { mode: 0o600, flag: 'wx', flush: true });
    try {
      linkSync(draft, file);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    } finally {
      unlinkSync(draft);
    }
    keepEntries(dirname(file));
  }
  return readFileSync(file, 'utf8');
}

/** The name of a file is part of its directory, which has a cache of its own. */
function keepEntries(directory: string): void {
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
