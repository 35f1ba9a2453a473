import { errors } from '../../../kernel/errors.ts';
import type { EventStream } from '../../../kernel/http/index.ts';
import { toOcsf } from '../../ocsf/present.ts';
import type { StillMay, WhilePermitted } from '../permitted.ts';
import type { Selection } from '../selection.ts';
import type { SearchWatch } from '../watch.ts';
import type { TailHub } from './hub.ts';

/** Tails that one caller may have open. */
const MOST_A_CALLER = 6;

/** Tells somebody the new events that a query asks for, as server-sent events. */
export function liveTail({ hub, watch, whilePermitted }: { hub: Pick<TailHub, 'count' | 'join'>; watch: Pick<SearchWatch, 'tail'>; whilePermitted: WhilePermitted }) {
  /**
   * Notes the tail, opens the stream and fills it until the client leaves or may no longer: `event` with an OCSF event each, and `skipped` with
   * a count of events that came too fast to be shown. @throws {GlacisError} `too_many`
   */
  return async function tail({ query, text, by }: Selection, { open, stillMay }: { open: () => EventStream; stillMay: StillMay }): Promise<void> {
    if (hub.count(by) >= MOST_A_CALLER) throw errors.tooMany({ what: `You have ${MOST_A_CALLER} live tails open.`, retryAfter: 30 });
    const following = await hub.join(query, by);
    try {
      await watch.tail({ query: text }, by);
      const stream = open();
      const { signal } = whilePermitted(stream.signal, stillMay);
      while (!signal.aborted) {
        const { items, skipped } = await following.take(signal);
        for (const row of items) {
          if (signal.aborted) break;
          await stream.send('event', toOcsf(row), row.id);
        }
        if (skipped > 0) await stream.send('skipped', { count: skipped });
      }
      stream.close();
    } finally {
      following.end();
    }
  };
}
