import { describe, expect, test } from 'vitest';
import type { EventStore } from '../../kernel/eventstore/index.ts';
import type { Claim } from './claims.ts';
import { insertOnce } from './insert.ts';

const claim: Claim = { batch: 7, range: { from: { segment: 1, offset: 0 }, to: { segment: 1, offset: 9 } }, partition: { retention: 90, day: 1 }, skip: [], lines: 2 };
const encoded = { block: new Uint8Array(1), rows: 2, digest: '' };

/** An event store that remembers tokens; `keeps` says which of the inserts leave rows. */
function store({ engine = 'MergeTree', keeps = () => true, shows = () => true, rows = 0 }: { engine?: string; keeps?: (n: number) => boolean; shows?: () => boolean; rows?: number }) {
  const tokens = new Set<string>();
  let inserts = 0;
  return {
    tokens,
    rows: () => rows,
    events: {
      async insert({ token }: Parameters<EventStore['insert']>[0]): Promise<void> {
        inserts += 1;
        if (tokens.has(token)) return;
        tokens.add(token);
        if (keeps(inserts)) rows += 2;
      },
      async rows<T>({ sql }: Parameters<EventStore['rows']>[0]): Promise<T[]> {
        return [sql.includes('system.tables') ? { engine } : { rows: shows() ? rows : 0 }] as T[];
      },
    },
  };
}

describe('an insert', () => {
  test('is done once', async () => {
    const one = store({});
    await insertOnce(one.events, { claim, encoded, columns: [], again: false });
    expect(one.rows()).toBe(2);
  });

  test('is not repeated when an earlier attempt left its rows', async () => {
    const one = store({ rows: 2 });
    await insertOnce(one.events, { claim, encoded, columns: [], again: true });
    expect([...one.tokens]).toEqual([]);
  });

  test('that a single engine remembers but did not keep goes in under another token', async () => {
    const one = store({});
    one.tokens.add('7');
    await insertOnce(one.events, { claim, encoded, columns: [], again: true });
    expect(one.rows()).toBe(2);
  });

  test('that a replica does not show yet is not stored under another token', async () => {
    let behind = true;
    const one = store({ engine: 'Distributed', shows: () => !behind });
    await insertOnce(one.events, { claim, encoded, columns: [], again: false });
    await expect(insertOnce(one.events, { claim, encoded, columns: [], again: true })).rejects.toThrow('yet');
    behind = false;
    await insertOnce(one.events, { claim, encoded, columns: [], again: true });
    expect(one.rows()).toBe(2);
  });

  test('that is never kept fails', async () => {
    await expect(insertOnce(store({ keeps: () => false }).events, { claim, encoded, columns: [], again: true })).rejects.toThrow('does not keep');
  });

  test('of which only a part is there is not taken for done', async () => {
    await expect(insertOnce(store({ rows: 1 }).events, { claim, encoded, columns: [], again: true })).rejects.toThrow('1 of the 2');
  });
});
