const HOUR_MS = 3_600_000;
/**
 * The newest events are nearly always in the last hour: looking there first reads a sliver of what all time would. Each
 * further window begins where the one before ended, so nothing is read twice; the last reaches to the end.
 */
export const WIDTHS_MS = [HOUR_MS, 24 * HOUR_MS, 30 * 24 * HOUR_MS];

type Window = { from: number | undefined; to: number | undefined };

/** The ranges to look at, one after the other, until there are enough events. */
export function* windowsOf(
  { from, to }: Window,
  { order, start, now, widths = WIDTHS_MS }: { order: 'desc' | 'asc'; start: number | undefined; now: number; widths?: readonly number[] },
): Generator<Window, void, undefined> {
  if (order === 'desc') {
    // The cursor's own ms may hold more events.
    let end = start === undefined ? to : start + 1;
    const anchor = end ?? now;
    for (const width of widths) {
      const begin = anchor - width;
      if (begin <= (from ?? 0)) break;
      yield { from: begin, to: end };
      end = begin;
    }
    yield { from, to: end };
    return;
  }
  let begin = start ?? from;
  // Without a beginning there is no knowing where the oldest events are.
  if (begin !== undefined) {
    const anchor = begin;
    for (const width of widths) {
      const end = anchor + width;
      if (end >= (to ?? now)) break;
      yield { from: begin, to: end };
      begin = end;
    }
  }
  yield { from: begin, to };
}
