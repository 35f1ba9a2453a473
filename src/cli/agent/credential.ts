import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { EnrolledNode } from '../../inventory/contract.ts';
import { errors, reasonOf } from '../../kernel/errors.ts';
import { writeSecret } from './secret-file.ts';

/** What a node reports with, and to whom. */
const Credential = EnrolledNode.extend({ server: z.url(), insecure: z.boolean() });
export type Credential = z.infer<typeof Credential>;

const fileOf = (state: string): string => join(state, 'credential.json');

/** Keeps it where nobody but its owner reads it. @throws {GlacisError} `not_written`. */
export function writeCredential(state: string, credential: Credential): void {
  const file = fileOf(state);
  try {
    mkdirSync(state, { recursive: true, mode: 0o700 });
    chmodSync(state, 0o700);
    writeSecret(file, `${JSON.stringify(credential, null, 2)}\n`);
  } catch (error) {
    throw errors.notWritten({ file, reason: reasonOf(error) });
  }
}

/** @throws {GlacisError} `misconfigured` where the node has not enrolled, or what is kept is not readable. */
export function readCredential(state: string): Credential {
  const file = fileOf(state);
  const refuse = (reason: string) => errors.misconfigured({ name: file, reason: `${reason}: glacis agent enroll makes it.` });
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw refuse(`cannot be read (${reasonOf(error)})`);
  }
  try {
    return Credential.parse(JSON.parse(text));
  } catch {
    throw refuse('is not a credential');
  }
}
