import { z } from 'zod';
import { errors } from '../errors.ts';

/** A list in an answer: `{items, next}`; `next` is the cursor of the following page, null on the last. */
export const Page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable(), total: z.number().int().optional() });

/** What every list takes: `?limit=&cursor=`. */
export const pageQuery = (most = 500, usual = 50) =>
  z.object({
    limit: z.coerce.number().int().min(1).max(most).default(usual),
    cursor: z.string().max(1_000).optional(),
  });

/** A keyset cursor is opaque to the client: base64url of JSON. */
export const encodeCursor = (key: readonly (string | number)[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** @throws {GlacisError} `invalid` when the cursor was not made by `encodeCursor` for this shape. */
export function decodeCursor<T extends z.ZodType>(cursor: string, shape: T): z.infer<T> {
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw errors.invalid({ what: 'The cursor is not one that this list gave out.' });
  }
}
