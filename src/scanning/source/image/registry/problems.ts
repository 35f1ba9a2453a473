import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { errors } from '../../../../kernel/errors.ts';
import { DOCUMENT_BYTES } from '../documents.ts';
import { Refused } from './authorization.ts';
import { NoCredentials } from './credentials.ts';
import { Broken, wholeAnswer } from './exchange.ts';

const Problems = z.object({ errors: z.array(z.object({ code: z.string().regex(/^[A-Z_]{1,60}$/) })).min(1) });

/** What an answer that gives nothing says: its status, and the code of the distribution specification where it has one. */
export async function problemIn(answer: IncomingMessage): Promise<string> {
  const parsed = Problems.safeParse(jsonOf(await wholeAnswer(answer, DOCUMENT_BYTES).catch(() => Buffer.alloc(0))));
  const code = parsed.success ? parsed.data.errors[0]?.code : undefined;
  return `it answers ${answer.statusCode ?? 0}${code === undefined ? '' : ` (${code})`}`;
}

/** An error of the catalogue for what went wrong between us and a registry; anything else as it is. */
export function inWords(error: unknown, registry: string, image: string): unknown {
  if (error instanceof Refused || error instanceof NoCredentials) return errors.registryRefused({ registry, image, reason: error.message });
  if (error instanceof Broken) return errors.registryFailed({ registry, reason: error.message });
  return error;
}

export function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
