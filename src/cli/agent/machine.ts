import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeSecret } from './secret-file.ts';

/** What makes the hash ours: other programs that hash the same id get another one. */
const APPLICATION = 'glacis agent';
const MACHINE_ID = /^[0-9a-f]{32}$/;

/**
 * What tells this node from others, in hexadecimal. machine-id(5): the id itself is to be kept to the machine; a keyed hash of it may go out.
 * A system without one (an image that has never booted) gets an id of its own, kept in the state directory.
 */
export function machineHash(root: string, state: string): string {
  return createHmac('sha256', idOf(join(root, 'etc/machine-id')) ?? ownId(state)).update(APPLICATION).digest('hex');
}

function idOf(file: string): string | undefined {
  const id = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  return MACHINE_ID.test(id) && !/^0+$/.test(id) ? id : undefined;
}

function ownId(state: string): string {
  const file = join(state, 'machine-id');
  const known = idOf(file);
  if (known !== undefined) return known;
  const made = randomBytes(16).toString('hex');
  mkdirSync(state, { recursive: true, mode: 0o700 });
  writeSecret(file, `${made}\n`);
  return made;
}
