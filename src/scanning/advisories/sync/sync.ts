import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { errors, reasonOf } from '../../../kernel/errors.ts';
import { getMeta, setMeta } from '../build/facts.ts';
import { replaceFile } from '../build/file.ts';
import { finish } from '../build/finish.ts';
import { lockAdvisories } from '../build/lock.ts';
import { advisoryWriter } from '../build/writer.ts';
import { openAdvisories } from '../open.ts';
import { advisoryFile } from '../place.ts';
import { isObject, parseJson, timeText } from '../read/checks.ts';
import { directorySource } from './directory.ts';
import { syncEcosystem, type EcosystemOutcome } from './ecosystem.ts';
import { FEEDS, FEED_NAMES, syncFeed, type FeedFile } from './feeds.ts';
import { fetchedStore } from './fetched.ts';
import { absent, findLayout } from './layout.ts';
import { PUBLIC_BUCKET, PUBLIC_EPSS, PUBLIC_KEV } from './public.ts';
import { serverSource, type ServerOptions } from './server.ts';
import type { Source } from './source.ts';

export type SyncOptions = Pick<ServerOptions, 'clock' | 'env' | 'patience' | 'waits'> & {
  /** Where the advisories are kept (`advisoryDirectory`). */
  directory: string;
  /** A directory or an address; OSV's public bucket when undefined. */
  from?: string | undefined;
  /** Only these directories of the bucket; the file then has no others. */
  ecosystems?: readonly string[] | undefined;
  /** Plain http to other machines. */
  insecure?: boolean;
  /** Takes records as they are although many cannot be read or are gone. */
  acceptLoss?: boolean;
  onProgress?: (words: string, done: number, total: number | undefined) => void;
  onNote?: (words: string) => void;
};

export type SyncOutcome = {
  path: string;
  from: string;
  /** Whether anything is known now that was not, or the reverse. */
  isNew: boolean;
  digest: string;
  updated: string;
  ecosystems: readonly EcosystemOutcome[];
  /** What scans would use and the source has not: directories, and the feeds of exploitation. */
  absent: readonly string[];
  /** Feeds that could not be taken: what was known before stays. */
  problems: readonly string[];
};

/**
 * Brings the advisories up to date from a source. Other processes read the old file until the new one is whole, checked and
 * in its place.
 * @throws {GlacisError} `advisories_busy`, `advisory_source`, `advisories_lost`, `advisories_not_written`, `invalid`; the old file is untouched.
 */
export async function syncAdvisories(options: SyncOptions): Promise<SyncOutcome> {
  const { directory, clock, onNote = () => {} } = options;
  const release = lockOr(directory);
  const open: Source[] = [];
  try {
    const source = await sourceOf(options, open);
    const layout = await findLayout(source, options.ecosystems);
    const path = advisoryFile(directory);
    const base = baseOf(path, source.name, onNote);
    const now = clock.now();
    let outcome: SyncOutcome | undefined;
    await replaceFile(path, base === undefined ? 'empty' : 'copy', async (db) => {
      const filled = await fill(db, { ...options, onNote, source, layout, hasBase: base !== undefined, open, now });
      const isNew = filled.digest !== base?.digest;
      outcome = { path, from: source.name, isNew, ...filled };
      return isNew || filled.updated !== base?.updated || filled.hasMoved;
    });
    if (outcome === undefined) throw new Error('The sync ended without an outcome.');
    return outcome;
  } finally {
    for (const source of open) source.close();
    release();
  }
}

function lockOr(directory: string): () => void {
  try {
    return lockAdvisories(directory);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.name !== 'GlacisError') throw errors.advisoriesNotWritten({ directory, reason: reasonOf(error) });
    throw error;
  }
}

async function sourceOf({ from = PUBLIC_BUCKET, clock, env, insecure = false, patience, waits, onNote }: SyncOptions, open: Source[]): Promise<Source> {
  const server: ServerOptions = {
    clock, env, insecure,
    ...(patience ? { patience } : {}), ...(waits ? { waits } : {}), ...(onNote ? { onRetry: onNote } : {}),
  };
  const source = /^https?:\/\//i.test(from) ? serverSource(from, server) : await directorySource(from);
  open.push(source);
  return source;
}

/** What the file that is there can serve as the base of: only what the same source gave. */
function baseOf(path: string, from: string, onNote: (words: string) => void): { digest: string; updated: string } | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const book = openAdvisories(path);
    const { stamp } = book;
    const isOfSource = book.facts().from === from;
    book.close();
    if (!isOfSource) return undefined;
    const db = new DatabaseSync(path, { readOnly: true });
    const answer = db.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
    db.close();
    if (answer === 'ok') return stamp;
    onNote('The advisories that are there are damaged; they are fetched anew.');
  } catch (error) {
    onNote(`${reasonOf(error)} They are fetched anew.`);
  }
  return undefined;
}

type Fill = SyncOptions & { onNote: (words: string) => void; source: Source; layout: { prefix: string; names: readonly string[] }; hasBase: boolean; open: Source[]; now: number };
type Filled = Pick<SyncOutcome, 'digest' | 'updated' | 'ecosystems' | 'absent' | 'problems'> & { hasMoved: boolean };

async function fill(db: DatabaseSync, sync: Fill): Promise<Filled> {
  const { source, layout, hasBase, now, acceptLoss = false, onProgress = () => {} } = sync;
  const writer = advisoryWriter(db);
  const validators = fetchedStore(db);
  let newest: number | undefined;
  const onModified = (at: number): void => {
    newest = Math.max(newest ?? at, at);
  };
  const sourcesBefore = new Set(db.prepare('SELECT name FROM source').all().map(({ name }) => String(name)));
  const ecosystems: EcosystemOutcome[] = [];
  const missing: string[] = [];
  for (const name of layout.names) {
    const outcome = await syncEcosystem(name, { source, prefix: layout.prefix, writer, hasBase: hasBase && sourcesBefore.has(name), validators, acceptLoss, onModified, onProgress });
    if (outcome === undefined) missing.push(name);
    else ecosystems.push(outcome);
  }
  if (ecosystems.length === 0 || (sync.ecosystems !== undefined && missing.length > 0)) throw absent(source, missing.join(', '));
  const hasMoved = settleSources(db, { writer, ecosystems, before: sourcesBefore, isChosen: sync.ecosystems !== undefined, acceptLoss });
  writer.flush();
  const problems: string[] = [];
  let hasFeedMoved = false;
  const files = await feedFiles(sync);
  for (const feed of FEEDS) {
    onProgress(feed.kind, 0, undefined);
    const outcome = await syncFeed(feed, files.filter(({ name }) => feed.isOf(name)), { db, hasBase, validators, onModified });
    if ('problem' in outcome) problems.push(outcome.problem);
    if (outcome.is === 'absent' && feed.isExpected) missing.push(feed.kind);
    if (outcome.is === 'changed') hasFeedMoved = true;
  }
  onProgress('Checking', 0, undefined);
  const before = getMeta(db, 'digest');
  const digest = before === undefined || hasMoved || hasFeedMoved ? finish(db) : before;
  const updated = timeText(Math.min(now, source.isLive ? now : ((await madeAt(source)) ?? newest ?? now)));
  for (const [key, value] of Object.entries({ digest, updated, from: source.name, synced: timeText(now) })) setMeta(db, key, value);
  return { digest, updated, ecosystems, absent: missing, problems, hasMoved: hasMoved || hasFeedMoved };
}

/** Takes out directories that are not wanted any more. @returns whether there is anything to remember of what was taken. */
function settleSources(
  db: DatabaseSync,
  { writer, ecosystems, before, isChosen, acceptLoss }: { writer: ReturnType<typeof advisoryWriter>; ecosystems: readonly EcosystemOutcome[]; before: ReadonlySet<string>; isChosen: boolean; acceptLoss: boolean },
): boolean {
  const setBad = db.prepare('UPDATE source SET bad = ? WHERE name = ?');
  for (const { name, how, badCount } of ecosystems) if (how !== 'unchanged') setBad.run(badCount, name);
  const gone = [...before].filter((name) => !ecosystems.some((outcome) => outcome.name === name));
  for (const name of gone) {
    const id = writer.sourceId(name);
    const advisories = [...writer.listed(id).keys()];
    if (!isChosen && !acceptLoss) throw errors.advisoriesLost({ source: name, lost: advisories.length, of: advisories.length, how: 'gone' });
    for (const advisory of advisories) writer.remove(id, advisory);
    db.prepare('DELETE FROM source WHERE id = ?').run(id);
  }
  return gone.length > 0 || ecosystems.some(({ name, how }) => how !== 'unchanged' || !before.has(name));
}

/** The public bucket has no feeds: they come from who publishes them. */
async function feedFiles({ source, open, clock, env, patience, waits, onNote }: Fill): Promise<FeedFile[]> {
  if (source.isLive) {
    const server = { clock, env, insecure: false, ...(patience ? { patience } : {}), ...(waits ? { waits } : {}), onRetry: onNote };
    const [kev, epss] = [serverSource(PUBLIC_KEV, server), serverSource(PUBLIC_EPSS, server)];
    open.push(kev, epss);
    return [{ name: 'kev.json', source: kev, path: '' }, { name: 'epss.csv.gz', source: epss, path: '' }];
  }
  const [top, eol] = [await source.list(''), await source.list('eol')];
  const names = top === undefined ? FEED_NAMES : [...top.map(({ name }) => name), ...(eol ?? []).map(({ name }) => `eol/${name}`)];
  return names.map((name) => ({ name, source, path: name }));
}

/** When a copy was made, where it says so: `made` in its snapshot.json, a day or a time. */
async function madeAt(source: Source): Promise<number | undefined> {
  const snapshot = await source.take('snapshot.json', { maxBytes: 1024 * 1024, isOptional: true });
  if (snapshot.is !== 'taken') return undefined;
  let json: unknown;
  try {
    json = parseJson(snapshot.bytes, 'snapshot.json');
  } catch {
    // Somebody else's file of that name says nothing of the copy.
    return undefined;
  }
  const made = isObject(json) && typeof json['made'] === 'string' && /^\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?$/.test(json['made']) ? Date.parse(json['made']) : Number.NaN;
  return Number.isFinite(made) ? made : undefined;
}
