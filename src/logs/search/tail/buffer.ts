/** What waits for a slow reader: bounded in number and size, and what did not fit is counted. */
export function boundedBuffer<T>(most: { items: number; bytes: number }, sizeOf: (item: T) => number) {
  let items: T[] = [];
  let bytes = 0;
  let skipped = 0;
  let wake = () => {};

  return {
    push(item: T): void {
      const size = sizeOf(item);
      if (items.length < most.items && bytes + size <= most.bytes) {
        items.push(item);
        bytes += size;
      } else skipped += 1;
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
      bytes = 0;
      skipped = 0;
      return taken;
    },
  };
}
