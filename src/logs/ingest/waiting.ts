/** Lines of a source that were accepted and not yet stored. */
type Waiting = { lines: number; lastSeen: number };

type Counts = {
  sources: Map<string, Waiting>;
  total: number;
  /** Receipt of the oldest, or earlier. */
  since: number | undefined;
};

export type WaitingLines = ReturnType<typeof waitingLines>;

/** Counts what waits in this server's spool, by source. */
export function waitingLines() {
  let counts = empty();
  /** What was added since a recount began. */
  let fresh: Counts | undefined;

  return {
    add(source: string, lines: number, receivedAt: number): void {
      add(counts, source, lines, receivedAt);
      if (fresh) add(fresh, source, lines, receivedAt);
    },

    remove(source: string, lines: number): void {
      const waiting = counts.sources.get(source);
      if (!waiting) return;
      const gone = Math.min(waiting.lines, lines);
      waiting.lines -= gone;
      counts.total -= gone;
      if (waiting.lines === 0) counts.sources.delete(source);
      if (counts.total === 0) counts.since = undefined;
    },

    /** Starts over with what a survey of the spool finds; what is added while it is made counts too. Nothing is removed meanwhile. */
    async recount(survey: () => Promise<{ waiting: ReadonlyMap<string, number>; since: number | undefined }>, now: number): Promise<void> {
      const begun = (fresh = empty());
      try {
        const { waiting, since = now } = await survey();
        for (const [source, lines] of waiting) add(begun, source, lines, since);
        if (waiting.size > 0) begun.since = since;
        counts = begun;
      } finally {
        fresh = undefined;
      }
    },

    /** Says that nothing older than this waits any more. */
    noneBefore(receivedAt: number): void {
      if (counts.total > 0) counts.since = receivedAt;
    },

    of: (source: string): Waiting | undefined => counts.sources.get(source),
    entries: (): IterableIterator<[string, Waiting]> => counts.sources.entries(),
    total: (): number => counts.total,
    since: (): number | undefined => counts.since,
  };
}

const empty = (): Counts => ({ sources: new Map(), total: 0, since: undefined });

function add(to: Counts, source: string, lines: number, receivedAt: number): void {
  to.since ??= receivedAt;
  to.total += lines;
  const waiting = to.sources.get(source) ?? { lines: 0, lastSeen: receivedAt };
  to.sources.set(source, waiting);
  waiting.lines += lines;
  waiting.lastSeen = Math.max(waiting.lastSeen, receivedAt);
}
