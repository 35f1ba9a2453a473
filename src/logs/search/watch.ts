import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';

/** What is said once stays said for this long: a page's list, histogram, facets and further pages are one search. */
const AGAIN_AFTER_MS = 10 * 60_000;
const REMEMBERED = 10_000;

/** What somebody looked at. */
export type Look = { query: string; from?: number | undefined; to?: number | undefined; [more: string]: unknown };

/** Writes who looked at which events into the audit log, before they are told. */
export function searchWatch({ audit, clock }: Pick<Kernel, 'audit' | 'clock'>) {
  const said = new Map<string, number>();

  async function record(action: 'event.search' | 'event.tail' | 'event.export', { from, to, ...look }: Look, by: Principal): Promise<void> {
    const instant = (time: number | undefined) => (time === undefined ? null : new Date(time).toISOString());
    await audit.record({ action, outcome: 'success', actor: by, detail: { ...look, from: instant(from), to: instant(to) } });
  }

  return {
    /** Notes a search, unless the same person noted the same a moment ago. */
    async search(look: Look, by: Principal): Promise<void> {
      const key = JSON.stringify([by.id, look]);
      const now = clock.now();
      if (now - (said.get(key) ?? Number.NEGATIVE_INFINITY) < AGAIN_AFTER_MS) return;
      await record('event.search', look, by);
      said.delete(key);
      said.set(key, now);
      for (const [oldest] of said) {
        if (said.size <= REMEMBERED) break;
        said.delete(oldest);
      }
    },
    tail: (look: Look, by: Principal) => record('event.tail', look, by),
    export: (look: Look, by: Principal) => record('event.export', look, by),
  };
}

export type SearchWatch = ReturnType<typeof searchWatch>;
