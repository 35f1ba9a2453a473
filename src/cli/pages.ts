import type { z } from 'zod';
import type { ApiClient } from './client.ts';

/** All items of a list, page by page. */
export async function everyItem<T>(api: ApiClient, page: z.ZodType<{ items: T[]; next: string | null }>, path: string): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query: string = cursor === '' ? 'limit=500' : `limit=500&cursor=${encodeURIComponent(cursor)}`;
    const answer: { items: T[]; next: string | null } = await api.json(page, 'GET', `${path}?${query}`);
    items.push(...answer.items);
    cursor = answer.next;
  }
  return items;
}
