/** What waits for a slow reader: bounded, and what did not fit is counted. */
export function boundedBuffer<T>(capacity: number) {
  let items: T[] = [];
  let skipped = 0;
  let wake = () => {};

  return {
    push(item: T): void {
      if (items.length < capacity) items.push(item);
      else skipped += 1;
      wake();
    },
    /** Counts what was passed over before it came here. */
    skip(count: number): void {
      skipped += count;
      wake();
    },
    /** Takes all that waits, as soon as there is something; nothing when the signal aborts. */
    async take(signal: AbortSignal): Promise<{ items: T[]; skipped: number }> {
      if (items.length === 0 && skipped === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      const taken = { items, skipped };
      items = [];
      skipped = 0;
      return taken;
    },
  };
}
