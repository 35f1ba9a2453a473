import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** sockaddr_un holds 108 bytes with the closing zero on Linux, 104 on macOS. */
const LONGEST_PATH = process.platform === 'linux' ? 107 : 103;
/** The longest name that the engines put into the directory. */
const LONGEST_NAME = '/pg/.s.PGSQL.5432.lock'.length;

/**
 * The private directory for the sockets of this data directory: inside it, or where its path is too long for a socket,
 * a short one below the temporary directory that is named after it.
 * @throws when that name is taken by somebody else.
 */
export function socketDirectory(data: string): string {
  const inside = join(data, 'run');
  const fits = (path: string) => Buffer.byteLength(path) + LONGEST_NAME <= LONGEST_PATH;
  const name = `glacis-${createHash('sha256').update(data).digest('hex').slice(0, 16)}`;
  const places = [inside, join(tmpdir(), name), join('/tmp', name)];
  const place = places.find(fits) ?? inside;
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const { uid } = lstatSync(place);
  const self = process.getuid?.() ?? uid;
  if (!lstatSync(place).isDirectory() || (uid !== self && self !== 0)) {
    throw new Error(`${place}, the place for the engines' sockets, belongs to somebody else`);
  }
  chmodSync(place, 0o700);
  return place;
}
