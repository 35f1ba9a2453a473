import type { EventStore } from '../../kernel/eventstore/index.ts';
import type { EncodedBlock } from '../store/block.ts';
import { EVENTS } from '../store/schema.ts';
import type { Claim } from './claims.ts';

type Store = Pick<EventStore, 'insert' | 'rows'>;

/**
 * Puts a batch into the event store, and resolves when it is there, once. `again`: an earlier attempt may have put it there.
 *
 * The block is whole in the store or not at all, and two attempts at once leave one, since they carry the same token. But
 * a single engine that is killed may remember a token without having kept its rows, and then takes the next attempt for
 * done; hence after a repetition what the store has is looked at, and a batch that it claims to know and does not have goes
 * in under another token. Replicas remember token and rows in one step, but the one that is asked may be behind: there it
 * is asked again later.
 * @throws when the store cannot be reached, or does not show what it confirmed.
 */
export async function insertOnce(
  events: Store,
  { claim, encoded, columns, again }: { claim: Claim; encoded: EncodedBlock; columns: readonly string[]; again: boolean },
): Promise<void> {
  const insert = (token: string) => events.insert({ table: EVENTS, columns, body: encoded.block, token });
  const isThere = () => isStored(events, claim, encoded.rows);
  if (again && (await isThere())) return;
  await insert(`${claim.batch}`);
  if (!again || (await isThere())) return;
  if (await isReplicated(events)) throw new Error(`the event store does not show batch ${claim.batch} yet`);
  await insert(`${claim.batch} again`);
  if (!(await isThere())) throw new Error(`the event store does not keep batch ${claim.batch}`);
}

async function isStored(events: Store, { batch, partition }: Claim, expected: number): Promise<boolean> {
  const [found] = await events.rows<{ rows: number }>({
    sql: `SELECT count() AS rows FROM ${EVENTS}
      WHERE batch = {batch:UInt64} AND retention = {retention:UInt16} AND toDate(ingested_at) = toDate({day:UInt32})`,
    params: { batch, ...partition },
  });
  const rows = found?.rows ?? 0;
  if (rows !== 0 && rows < expected) throw new Error(`the event store has ${rows} of the ${expected} rows of batch ${batch}`);
  return rows > 0;
}

async function isReplicated(events: Store): Promise<boolean> {
  const [table] = await events.rows<{ engine: string }>({
    sql: 'SELECT engine FROM system.tables WHERE database = currentDatabase() AND name = {name:String}', params: { name: EVENTS },
  });
  return table?.engine !== 'MergeTree';
}
