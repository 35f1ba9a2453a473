import type { z } from 'zod';
import { errors } from '../kernel/errors.ts';
import type { Ask, Requests } from './requests.ts';

/** What a page of GitHub's lists holds at most. */
export const PAGE = 100;

type Listed<T> = Ask & { shape: z.ZodType<T[]>; what: string; most: number; enough?: (page: readonly T[]) => boolean };

/** Reads what a code host answers. */
export function answerReader(ask: Requests, api: string) {
  const host = URL.parse(api)?.hostname ?? '';

  /** Reads an answer, or says that it is none. */
  function read<T>(shape: z.ZodType<T>, json: unknown, what: string): T {
    const parsed = shape.safeParse(json);
    if (!parsed.success) throw errors.outgoingFailed({ host, reason: `its answer is not ${what}` });
    return parsed.data;
  }

  /** Whether everything was read, and what: page after page until one is not full, `enough` says so, or `most` pages were read. */
  async function pages<T>(path: string, { shape, what, most, enough = () => false, ...ask_ }: Listed<T>) {
    const items: T[] = [];
    for (let page = 1; page <= most; page += 1) {
      const answer = await ask(path, { ...ask_, query: { ...ask_.query, per_page: PAGE, page } });
      const some = read(shape, answer.json, what);
      items.push(...some);
      if (some.length < PAGE || enough(some)) return { items, whole: true };
    }
    return { items, whole: false };
  }

  return { host, read, pages };
}
