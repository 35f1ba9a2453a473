import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { errors, reasonOf } from '../../kernel/errors.ts';
import type { ImageRequest } from '../../scanning/index.ts';

/** What commander gives for an image. */
export type GivenImageOptions = {
  platform?: string;
  input?: string;
  username?: string;
  passwordStdin?: boolean;
  insecure?: boolean;
  cacert?: string;
  mirror: string[];
};

/** Docker Hub by the name that references have it under. */
const HUB = 'docker.io';

/**
 * Which image is meant, and how its registry is spoken to. A password comes by standard input only: arguments are seen by
 * everybody on the machine.
 * @throws {GlacisError} `invalid`.
 */
export async function imageRequest(reference: string | undefined, given: GivenImageOptions): Promise<{ reference: string } & ImageRequest> {
  const image = reference ?? given.input;
  if (image === undefined || (reference !== undefined && given.input !== undefined)) throw errors.invalid({ what: 'Name one image: a reference, or a file with --input.' });
  if ((given.username === undefined) !== (given.passwordStdin !== true)) throw errors.invalid({ what: '--username and --password-stdin go together.' });
  const ca = given.cacert === undefined ? undefined : await certificates(given.cacert);
  return {
    reference: image,
    platform: given.platform,
    registry: {
      mirrors: mirrorsOf(given.mirror),
      insecure: given.insecure === true,
      env: process.env,
      ...(ca === undefined ? {} : { ca }),
      ...(given.username === undefined ? {} : { credentials: { user: given.username, password: (await text(process.stdin)).replace(/\r?\n$/, '') } }),
    },
  };
}

/** `mirror.example.org` stands for Docker Hub, `ghcr.io=mirror.example.org` for another registry; several are asked in order. */
function mirrorsOf(given: readonly string[]): Record<string, string[]> {
  const mirrors: Record<string, string[]> = {};
  for (const text of given) {
    const equals = text.indexOf('=');
    const registry = equals === -1 ? HUB : text.slice(0, equals);
    (mirrors[registry] ??= []).push(text.slice(equals + 1));
  }
  return mirrors;
}

async function certificates(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw errors.invalid({ what: `--cacert ${file} cannot be read: ${reasonOf(error)}` });
  }
}
