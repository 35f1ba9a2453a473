/** Lines of a source that were accepted and not yet stored. */
type Waiting = { lines: number; lastSeen: number };

export type WaitingLines = ReturnType<typeof waitingLines>;

/** Counts what waits in this server's spool, by source. */
export function waitingLines() {
  let sources = new Map<string, Waiting>();
  let total = 0;
  let since: number | undefined;

  const add = (source: string, lines: number, lastSeen: number) => {
    const waiting = sources.get(source);
    if (waiting) {
      waiting.lines += lines;
      waiting.lastSeen = Math.max(waiting.lastSeen, lastSeen);
    } else sources.set(source, { lines, lastSeen });
    total += lines;
  };

  return {
    add(source: string, lines: number, receivedAt: number): void {
      since ??= receivedAt;
      add(source, lines, receivedAt);
    },

    remove(source: string, lines: number): void {
      const waiting = sources.get(source);
      if (!waiting) return;
      const gone = Math.min(waiting.lines, lines);
      waiting.lines -= gone;
      total -= gone;
      if (waiting.lines === 0) sources.delete(source);
      if (total === 0) since = undefined;
    },

    /** Starts over with what a survey found; what is added while it is made counts too. */
    async recount(count: () => Promise<{ waiting: ReadonlyMap<string, number>; since: number | undefined }>, now: number): Promise<void> {
      sources = new Map();
      total = 0;
      since = undefined;
      const survey = await count();
      for (const [source, lines] of survey.waiting) add(source, lines, survey.since ?? now);
      since = survey.since ?? since;
    },

    /** Tells the receipt of the oldest line, as far as it is known: never a later one. */
    oldest(receivedAt: number): void {
      if (total > 0) since = receivedAt;
    },

    of: (source: string): Waiting | undefined => sources.get(source),
    entries: (): IterableIterator<[string, Waiting]> => sources.entries(),
    total: (): number => total,
    since: (): number | undefined => since,
  };
}
