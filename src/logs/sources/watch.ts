import { inTransaction, type Tx } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Ingest, SourceLedger } from '../ingest/index.ts';
import { WINDOW_MS, keepSamples, troubleOf, watchedSince, type Episode, type Sample } from './health.ts';
import type { Registry } from './registry.ts';
import { sourceHealth, type SourceRow } from './tables.ts';
import { sourceRecovered, sourceTrouble } from './topics.ts';

type Health = { trouble: Episode | null; samples: Sample[]; lookedAt: Date; watchedSince: Date };

/**
 * Looks at every source: whether it has fallen silent or fails to parse. A change is written and told in one transaction; looking again
 * changes nothing.
 */
export function sourceWatch({ db, clock, outbox }: Pick<Kernel, 'db' | 'clock' | 'outbox'>, { registry, ledger }: { registry: Registry; ledger: Ingest['ledger'] }) {
  async function look(tx: Tx, row: SourceRow, { ledger: sums, lastSeen }: SourceLedger, before: Health | undefined, now: number): Promise<void> {
    const samples = keepSamples([...(before?.samples ?? []), { at: now, stored: sums.stored, unparsed: sums.unparsed }], now);
    const since = watchedSince(before && { lookedAt: before.lookedAt.getTime(), watchedSince: before.watchedSince.getTime() }, now);
    const was = before?.trouble ?? null;
    const trouble = troubleOf(row, { now, watchedSince: since, lastSeen, createdAt: row.createdAt.getTime(), samples, before: was });
    const health: Health = { trouble, samples: row.unparsedShare === null ? [] : samples, lookedAt: new Date(now), watchedSince: new Date(since) };
    await tx.insert(sourceHealth).values({ source: row.name, ...health }).onConflictDoUpdate({ target: sourceHealth.source, set: health });
    if (same(trouble, was)) return;
    if (was) await outbox.publish(tx, sourceRecovered, { id: idOf(row, was), source: row.name, kind: was.kind, at: iso(now) });
    if (trouble) {
      await outbox.publish(tx, sourceTrouble, {
        id: idOf(row, trouble), source: row.name, kind: trouble.kind, since: iso(trouble.since), at: iso(now), detail: tell(row, trouble, samples, now),
      });
    }
  }

  return async (signal?: AbortSignal): Promise<void> => {
    await registry.refresh();
    const watched = registry.all().filter(({ silentAfterMinutes, unparsedShare }) => silentAfterMinutes !== null || unparsedShare !== null);
    const known = new Map((await db.select().from(sourceHealth)).map(({ source, ...health }) => [source, health]));
    const stopped = [...known].filter(([name, { trouble }]) => trouble !== null && !watched.some((row) => row.name === name));
    const names = new Set([...watched.map(({ name }) => name), ...stopped.map(([name]) => name)]);
    const ledgers = await ledger.all();
    for (const row of registry.all()) {
      if (signal?.aborted) return;
      if (!names.has(row.name)) continue;
      const figures = ledgers.get(row.name) ?? (await ledger.of(row.name));
      await inTransaction(db, (tx) => look(tx, row, figures, known.get(row.name), clock.now()));
    }
  };
}

const same = (a: Episode | null, b: Episode | null): boolean => a?.kind === b?.kind && a?.since === b?.since;
const iso = (ms: number): string => new Date(ms).toISOString();
const idOf = ({ name }: SourceRow, { kind, since }: Episode): string => `source/${name}/${kind}/${iso(since)}`;

function tell({ silentAfterMinutes }: SourceRow, { kind, since }: Episode, samples: readonly Sample[], now: number): string {
  if (kind === 'silent') return `No line came since ${iso(since)}; it should be silent for less than ${silentAfterMinutes ?? 0} minutes.`;
  const [first, last] = [samples[0], samples.at(-1)];
  const lines = (last?.stored ?? 0) - (first?.stored ?? 0);
  const unparsed = (last?.unparsed ?? 0) - (first?.unparsed ?? 0);
  const minutes = Math.max(1, Math.round(Math.min(now - (first?.at ?? now), WINDOW_MS) / 60_000));
  return `Of ${lines} lines in ${minutes} minutes, ${unparsed} were not understood.`;
}
