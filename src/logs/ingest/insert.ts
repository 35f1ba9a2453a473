import type { EventStore } from '../../kernel/eventstore/index.ts';
import type { EncodedBlock } from '../store/block.ts';
import { EVENTS } from '../store/schema.ts';
import type { Claim } from './claims.ts';

/**
 * Puts a batch into the event store, and resolves when it is there, once. `again`: an earlier attempt may have put it there.
 *
 * The block is whole in the store or not at all, and two attempts at once leave one, since they carry the same token. But
 * an engine that is killed may remember a token without having kept its rows, and then takes the next attempt for done;
 * hence what the store has is looked at, and a batch that it claims to know and does not have goes in under another token.
 * @throws when the store cannot be reached, or does not keep what it confirmed.
 */
export async function insertOnce(
  events: Pick<EventStore, 'insert' | 'rows'>,
  { claim, encoded, columns, again }: { claim: Claim; encoded: EncodedBlock; columns: readonly string[]; again: boolean },
): Promise<void> {
  const insert = (token: string) => events.insert({ table: EVENTS, columns, body: encoded.block, token });
  const isThere = async (): Promise<boolean> => {
    const { batch, partition } = claim;
    const [found] = await events.rows<{ rows: number }>({
      sql: `SELECT count() AS rows FROM ${EVENTS}
        WHERE batch = {batch:UInt64} AND retention = {retention:UInt16} AND toDate(ingested_at) = toDate({day:UInt32})`,
      params: { batch, ...partition },
    });
    const rows = found?.rows ?? 0;
    if (rows !== 0 && rows < encoded.rows) throw new Error(`the event store has ${rows} of the ${encoded.rows} rows of batch ${batch}`);
    return rows > 0;
  };
  if (again && (await isThere())) return;
  for (const token of [`${claim.batch}`, `${claim.batch} again`]) {
    await insert(token);
    if (await isThere()) return;
  }
  throw new Error(`the event store does not keep batch ${claim.batch}`);
}
