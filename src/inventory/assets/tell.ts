import type { Tx } from '../../kernel/database/index.ts';
import type { Outbox, Topic } from '../../kernel/outbox.ts';
import { MOST_TOLD } from '../topics.ts';

type Some = { assets: string[] };

/** Tells of assets, however many, if `tx` commits. */
export async function tell(outbox: Outbox, tx: Tx, about: Topic<Some>, assets: readonly string[]): Promise<void> {
  const ids = [...new Set(assets)];
  for (let at = 0; at < ids.length; at += MOST_TOLD) await outbox.publish(tx, about, { assets: ids.slice(at, at + MOST_TOLD) });
}
