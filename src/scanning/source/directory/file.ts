import { closeSync, constants, fstatSync, openSync, readSync, readlinkSync } from 'node:fs';

/** A file that is held open, whatever happens to its path meanwhile. */
export type OpenFile = {
  size: number;
  head(length: number): Buffer;
  /** @throws where it cannot be read, or shrinks meanwhile. */
  whole(): Buffer;
  close(): void;
};

/**
 * Opens a regular file without following a link, waiting on a pipe or being led astray by a directory that became a link.
 * @param real where the file is, all links followed.
 * @returns undefined where it is gone or something else by now.
 * @throws where it may not be opened.
 */
export function openFile(real: string): OpenFile | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
  const stat = fstatSync(descriptor);
  if (!stat.isFile() || !isStillAt(descriptor, real)) {
    closeSync(descriptor);
    return undefined;
  }
  return {
    size: stat.size,
    head: (length) => read(descriptor, Math.min(length, stat.size)),
    whole: () => read(descriptor, stat.size),
    close: () => closeSync(descriptor),
  };
}

function read(descriptor: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(size);
  let length = 0;
  while (length < size) {
    const more = readSync(descriptor, bytes, length, size - length, length);
    if (more === 0) break;
    length += more;
  }
  return bytes.subarray(0, length);
}

/** Where the kernel tells (Linux). */
function isStillAt(descriptor: number, path: string): boolean {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`) === path;
  } catch {
    return true;
  }
}

const GONE = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO']);

/** Gone, or something else by now: files come and go while a host is read. */
export const isGone = (error: unknown): boolean => codeOf(error) !== undefined && GONE.has(codeOf(error) ?? '');

export const codeOf = (error: unknown): string | undefined => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined);
