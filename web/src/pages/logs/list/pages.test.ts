import { expect, test, vi } from 'vitest';
import { eventPages, type EventPage } from './pages.ts';

const PAGE = 100;

/** A store of `size` events served by keyset; remembers which pages were asked for. */
function store(size: number) {
  const asked: number[] = [];
  const load = async (cursor: string | undefined): Promise<EventPage> => {
    const from = Number(cursor ?? 0);
    asked.push(from);
    const items = Array.from({ length: Math.min(PAGE, size - from) }, (_, index) => ({ class_uid: 0, time: from + index, metadata: { uid: String(from + index) } }));
    return { items, next: from + PAGE < size ? String(from + PAGE) : null };
  };
  return { asked, load };
}

const settled = (pages: ReturnType<typeof eventPages>) => vi.waitFor(() => { if (pages.snapshot().loading) throw new Error('still loading'); }, { interval: 1 });

test('pages come as they are scrolled to, and the end is known', async () => {
  const { load } = store(250);
  const pages = eventPages(load);
  pages.need(0, 20);
  await settled(pages);
  expect(pages.snapshot()).toMatchObject({ known: 250, more: false, loading: false });
  expect(pages.snapshot().rowAt(249)?.time).toBe(249);
  expect(pages.snapshot().rowAt(250)).toBeUndefined();
});

test('only what is in sight and a little more is asked for', async () => {
  const { load, asked } = store(100_000);
  const pages = eventPages(load);
  pages.need(0, 20);
  await settled(pages);
  expect(asked.length).toBeLessThanOrEqual(6);
  expect(pages.snapshot().more).toBe(true);
});

test('memory stays bounded over a long scroll, and scrolling back asks again', async () => {
  const { load, asked } = store(20_000);
  const pages = eventPages(load);
  for (let at = 0; at < 20_000; at += 200) {
    pages.need(at, at + 20);
    await settled(pages);
  }
  const held = Array.from({ length: 20_000 }, (_, index) => pages.snapshot().rowAt(index)).filter((row) => row !== undefined);
  expect(held.length).toBeLessThanOrEqual(15 * PAGE);
  expect(pages.snapshot().rowAt(0)).toBeUndefined();
  const before = asked.length;
  pages.need(0, 20);
  await settled(pages);
  expect(pages.snapshot().rowAt(0)?.time).toBe(0);
  expect(asked.length).toBeGreaterThan(before);
});

test('closed and opened again, it asks again for what was under way', async () => {
  const { load, asked } = store(50);
  const pages = eventPages(async (cursor, signal) => {
    const page = await load(cursor);
    signal.throwIfAborted();
    return page;
  });
  pages.need(0, 20);
  pages.close();
  pages.open();
  await settled(pages);
  expect(pages.snapshot()).toMatchObject({ known: 50, error: undefined });
  expect(asked).toEqual([0, 0]);
});

test('an error is told, and asked again only when somebody wants it', async () => {
  let broken = true;
  const { load } = store(50);
  const pages = eventPages(async (cursor) => {
    if (broken) throw new Error('engine is down');
    return load(cursor);
  });
  pages.need(0, 20);
  await settled(pages);
  expect(pages.snapshot().error).toEqual(new Error('engine is down'));
  broken = false;
  pages.need(0, 20);
  expect(pages.snapshot().loading).toBe(false);
  pages.retry();
  await settled(pages);
  expect(pages.snapshot()).toMatchObject({ known: 50, error: undefined });
});
