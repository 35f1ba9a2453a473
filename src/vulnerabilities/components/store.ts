import { and, desc, eq, sql } from 'drizzle-orm';
import { assets } from '../../inventory/tables.ts';
import type { AssetKind } from '../../inventory/contract.ts';
import type { Inventory } from '../../inventory/index.ts';
import { inTransaction, type Tx } from '../../kernel/database/index.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Appearance, Scan } from '../contract.ts';
import type { Settle } from '../issues/settle.ts';
import type { Change } from '../issues/settling/counts.ts';
import { scans } from '../tables.ts';
import type { Content, FoundComponent } from './content.ts';
import { atDesk } from './desk-lock.ts';
import type { Judge } from './judging/thread.ts';
import type { FindingFacts } from './facts.ts';
import { isMatchedWith } from './matched-with.ts';
import { alignPlaces } from './places.ts';
import { recordFindings, type MatchedComponent, type Recorded } from './record.ts';
import { scanOf } from './scans.ts';
import { addComponents, knownComponents, noteMatched, watchNames, writeAssetComponents } from './stored.ts';

/** What was scanned, as the inventory takes it. */
export type ScannedAsset = { kind: AssetKind; key: string; name: string; lineage?: string | undefined; platform?: string | undefined; digests?: readonly string[] | undefined };

export type ScanToStore = { asset: ScannedAsset; content: Content; origin: Scan['origin']; /** When it was looked at; never later than now. */ at: Date; /** Of the row that waits for it. */ id?: string | undefined };

export type StoreNeeds = Pick<Kernel, 'db' | 'clock'> & { inventory: Pick<Inventory, 'seen' | 'noteScan'>; judge: Judge; settle: Settle; /** Some components could not be matched now. */ onUnmatched(): void };

/** How many components are matched at a time. */
const CHUNK = 2_000;
const FIRST: Readonly<Record<AssetKind, Appearance>> = { image: 'new-image', node: 'new-node', repository: 'new-repository' };

/**
 * Stores what a scan says, in one transaction: components that nobody had are matched, places open and, where the scan is
 * complete, close. The same again changes nothing but when the asset was last seen; one that is older than what is known
 * changes nothing at all.
 */
export async function storeScan(needs: StoreNeeds, given: ScanToStore): Promise<Scan> {
  const { db, clock, inventory, onUnmatched } = needs;
  const now = clock.now();
  const at = new Date(Math.min(given.at.getTime(), now));
  const { asset, content } = given;
  const met = await inTransaction(db, async (tx) => {
    const [before] = await tx.select({ retiredAt: assets.retiredAt }).from(assets).where(and(eq(assets.kind, asset.kind), eq(assets.key, asset.key)));
    const seen = await inventory.seen(tx, { ...asset, platform: asset.platform ?? content.target.platform ?? undefined, distribution: content.distribution ?? undefined, at });
    return { ...seen, wasRetired: (before?.retiredAt ?? null) !== null };
  });
  const told = { id: met.id, kind: asset.kind, name: met.name };
  const matched = await matchNew(needs, content);

  const stored = await atDesk(db, async (tx) => {
    const newest = await newestScan(tx, met.id);
    const [state] = await tx.select({ scannedAt: assets.scannedAt }).from(assets).where(eq(assets.id, met.id));
    const isOlder = (state?.scannedAt?.getTime() ?? 0) > at.getTime();
    if (!isOlder && newest?.digest === content.digest && !met.wasRetired) {
      await inventory.noteScan(tx, met.id, { at, complete: content.complete });
      if (given.id !== undefined && given.id !== newest.id) await tx.delete(scans).where(eq(scans.id, given.id));
      return { scan: scanOf(newest, told), isUnmatched: false };
    }
    const id = given.id ?? uuidv7(now);
    const row = {
      id, assetId: met.id, origin: given.origin, state: 'stored' as const, at, receivedAt: new Date(now), complete: content.complete, problems: [...content.problems],
      reason: isOlder ? 'A newer scan was there already: this one changed nothing.' : null, digest: content.digest, packages: content.components.length, opened: 0, resolved: 0,
    };
    if (isOlder) {
      await putScan(tx, row);
      return { scan: scanOf(row, told), isUnmatched: false };
    }
    const by = `scan ${id}`;
    const first = newest === undefined ? FIRST[asset.kind] : 'new-package';
    const changed = await apply(tx, { assetId: met.id, content, matched, at, appeared: first, by });
    const counted = { ...row, opened: changed.opened, resolved: changed.resolved };
    await putScan(tx, counted);
    await needs.settle(tx, changed.issues, { at: new Date(now), by, counts: changed.counts });
    await inventory.noteScan(tx, met.id, { at, complete: content.complete });
    return { scan: scanOf(counted, told), isUnmatched: changed.isUnmatched };
  });
  if (stored.isUnmatched) onUnmatched();
  return stored.scan;
}

/** Keeps that a scan could not be made, so that people see since when nobody looked. */
export async function noteFailedScan({ db, clock, inventory }: Pick<StoreNeeds, 'db' | 'clock' | 'inventory'>, { asset, origin, at, reason }: Omit<ScanToStore, 'content' | 'id'> & { reason: string }): Promise<Scan> {
  const now = clock.now();
  return inTransaction(db, async (tx) => {
    const met = await inventory.seen(tx, { ...asset, at: new Date(Math.min(at.getTime(), now)) });
    const row = {
      id: uuidv7(now), assetId: met.id, origin, state: 'failed' as const, at: new Date(Math.min(at.getTime(), now)), receivedAt: new Date(now), complete: false, problems: [],
      reason: reason.slice(0, 1_000), digest: null, packages: 0, opened: 0, resolved: 0,
    };
    await tx.insert(scans).values(row);
    return scanOf(row, { id: met.id, kind: asset.kind, name: met.name });
  });
}

async function newestScan(tx: Tx, assetId: string): Promise<typeof scans.$inferSelect | undefined> {
  const [newest] = await tx.select().from(scans).where(and(eq(scans.assetId, assetId), eq(scans.state, 'stored'))).orderBy(desc(scans.at), desc(scans.receivedAt)).limit(1);
  return newest;
}

async function putScan(tx: Tx, row: typeof scans.$inferInsert): Promise<void> {
  await tx.insert(scans).values(row).onConflictDoUpdate({ target: scans.id, set: row });
}

type Found = { digest: string; findings: ReadonlyMap<string, readonly FindingFacts[]>; fingerprints: ReadonlyMap<string, string> };

const nameKey = (ecosystem: string, name: string): string => `${ecosystem}\n${name}`;

/** Matches the components that nobody has matched yet. Those that are set aside here may never be judged anywhere. */
async function matchNew({ db, judge }: Pick<StoreNeeds, 'db' | 'judge'>, { components }: Content): Promise<Found | undefined> {
  const wanted = components.filter(({ setAside }) => setAside === null);
  const known = await knownComponents(db, wanted.map(({ key }) => key));
  const fresh = wanted.filter(({ key }) => (known.get(key)?.matchedWith ?? null) === null);
  if (fresh.length === 0) return undefined;
  const findings = new Map<string, readonly FindingFacts[]>();
  const fingerprints = new Map<string, string>();
  let digest: string | undefined;
  for (let from = 0; from < fresh.length; from += CHUNK) {
    const some = fresh.slice(from, from + CHUNK);
    const names = [...new Map(some.flatMap(({ names }) => names).map((name) => [nameKey(name.ecosystem, name.name), name])).values()];
    const answer = await judge.match(some.map(({ key, judged }) => ({ key, judged })), names);
    // Without advisories, or with others than a moment ago, they wait for the re-match.
    if (answer === undefined || (digest !== undefined && digest !== answer.digest)) return undefined;
    digest = answer.digest;
    for (const { key } of some) findings.set(key, answer.value.findings.get(key) ?? []);
    for (const [index, { ecosystem, name }] of names.entries()) fingerprints.set(nameKey(ecosystem, name), answer.value.fingerprints[index] ?? '');
  }
  return digest === undefined ? undefined : { digest, findings, fingerprints };
}

type Application = { assetId: string; content: Content; matched: Found | undefined; at: Date; appeared: Appearance; by: string };

async function apply(tx: Tx, { assetId, content, matched, at, appeared, by }: Application): Promise<{ issues: string[]; counts: Change[]; opened: number; resolved: number; isUnmatched: boolean }> {
  const usable = matched !== undefined && (await isMatchedWith(tx, matched.digest)) ? matched : undefined;
  const before = await knownComponents(tx, content.components.map(({ key }) => key));
  const fresh = content.components.filter(({ key }) => !before.has(key));
  await addComponents(tx, fresh);
  await watchNames(tx, watched(fresh, usable));
  const known = fresh.length === 0 ? before : await knownComponents(tx, content.components.map(({ key }) => key));
  const unmatched = content.components.filter(({ key, setAside }) => setAside === null && (known.get(key)?.matchedWith ?? null) === null);
  const matchable = unmatched.flatMap(({ key }) => {
    const [id, findings] = [known.get(key)?.id, usable?.findings.get(key)];
    return id === undefined || findings === undefined ? [] : [{ componentId: id, findings }];
  });
  const openBefore = await openIn(tx, assetId);
  const recorded = await recordAll(tx, matchable, { at, appeared, by });
  if (usable) await noteMatched(tx, matchable.map(({ componentId }) => componentId), usable.digest);

  await writeAssetComponents(tx, assetId, content);
  const here = await alignPlaces(tx, { assets: [assetId] }, { at, appeared, by });
  // Others may have waited for the same components.
  const elsewhere = await alignPlaces(tx, { pairs: recorded.pairs }, { at, appeared: 'new-advisory', by });
  const openAfter = await openIn(tx, assetId);
  return {
    issues: [...new Set([...recorded.issues, ...here.opened, ...here.closed, ...elsewhere.opened, ...elsewhere.closed])],
    counts: [...here.counts, ...elsewhere.counts],
    opened: [...openAfter].filter((id) => !openBefore.has(id)).length,
    resolved: [...openBefore].filter((id) => !openAfter.has(id)).length,
    isUnmatched: matchable.length < unmatched.length,
  };
}

/** The issues that are open in an asset. */
async function openIn(tx: Tx, assetId: string): Promise<Set<string>> {
  const { rows } = await tx.execute<{ id: string }>(sql`SELECT DISTINCT issue_id AS id FROM places WHERE asset_id = ${assetId} AND state = 'open'`);
  return new Set(rows.map(({ id }) => id));
}

/** In parts: an SBOM of hundreds of megabytes has more findings than one statement takes. */
async function recordAll(tx: Tx, matched: readonly MatchedComponent[], cause: Parameters<typeof recordFindings>[2]): Promise<Recorded> {
  const all: Recorded = { pairs: [], issues: [] };
  for (let from = 0; from < matched.length; from += CHUNK) {
    const { pairs, issues } = await recordFindings(tx, matched.slice(from, from + CHUNK), cause);
    for (const pair of pairs) all.pairs.push(pair);
    all.issues.push(...issues);
  }
  return all;
}

function watched(components: readonly FoundComponent[], from: Found | undefined): { ecosystem: string; name: string; fingerprint: string }[] {
  const names = new Map(components.flatMap(({ names }) => names).map((name) => [nameKey(name.ecosystem, name.name), name]));
  return [...names].map(([key, name]) => ({ ...name, fingerprint: from?.fingerprints.get(key) ?? '' }));
}
