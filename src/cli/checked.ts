import type { z } from 'zod';
import { errors } from '../kernel/errors.ts';

/**
 * What was typed, as a shape of the API has it, before it is sent.
 * @throws {GlacisError} `invalid`, naming the part.
 */
export function checked<T>(shape: z.ZodType<T>, value: unknown): T {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw errors.invalid({ what: [issue?.path.join('.'), issue?.message].filter(Boolean).join(': ') });
}
