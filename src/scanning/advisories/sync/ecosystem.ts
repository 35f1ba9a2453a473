import { GlacisError, errors, reasonOf } from '../../../kernel/errors.ts';
import { zipEntries } from '../../../kernel/zip.ts';
import type { AdvisoryWriter } from '../build/writer.ts';
import { proseOf } from '../read/checks.ts';
import { readModified } from '../read/modified.ts';
import { readRecord } from '../read/record.ts';
import type { Source, Taken, Validators } from './source.ts';

/** What a sync did with one directory of the bucket. */
export type EcosystemOutcome = {
  name: string;
  how: 'full' | 'delta' | 'unchanged';
  added: number;
  changed: number;
  gone: number;
  /** Records that could not be read; a version that was read before stays. */
  bad: readonly { id: string; reason: string }[];
  badCount: number;
};

export type EcosystemSync = {
  source: Source;
  /** Path of the directories within the source: '' or 'osv/'. */
  prefix: string;
  writer: AdvisoryWriter;
  /** Whether the file has what this same source gave before: the base of a delta. */
  hasBase: boolean;
  validators: { get(path: string): Validators | undefined; set(path: string, validators: Validators): void };
  acceptLoss: boolean;
  /** When the data left the source, as far as the source says. */
  onModified: (at: number) => void;
  onProgress: (words: string, done: number, total: number | undefined) => void;
};

const MIB = 1024 * 1024;
const MOST = { zipBytes: 2_000 * MIB, listBytes: 200 * MIB, recordBytes: 16 * MIB, records: 2_000_000, allBytes: 16_000 * MIB };
/** A delta of more records than this, or than this share of them, takes longer than the whole. */
const MOST_DELTA = 1_000;
const MOST_DELTA_SHARE = 0.1;
const AT_ONCE = 8;
/** Bad records that are fewer than this share, or just one, do not stop a sync. */
const MOST_BAD = 0.01;
/** More records than this share, and more than so many, do not go at once. */
const MOST_GONE = 0.1;
const MOST_GONE_COUNT = 20;
const MOST_TOLD = 20;

/**
 * Brings one directory of the bucket up to date: by what its list says was modified where there is a base and little was,
 * else whole.
 * @returns undefined where the source has no such directory.
 * @throws {GlacisError} `advisories_lost` where too many records cannot be read or are gone.
 */
export async function syncEcosystem(name: string, sync: EcosystemSync): Promise<EcosystemOutcome | undefined> {
  const tally = new Tally(name, sync);
  if (sync.hasBase) {
    const list = await takeList(name, sync, sync.validators.get(`${name}/modified_id.csv`));
    if (list.is === 'unchanged' && (await isSameZip(name, sync))) return tally.outcome('unchanged');
    if (list.is === 'taken' && (await delta(name, sync, tally, list.modified, { isWhole: true }))) {
      sync.validators.set(`${name}/modified_id.csv`, list.validators);
      return tally.outcome('delta');
    }
  }
  const zip = await takeZip(name, sync);
  if (zip.is === 'absent') return undefined;
  if (zip.is === 'taken') {
    putAll(name, sync, tally, zip.bytes);
    sync.validators.set(`${name}/all.zip`, zip.validators);
  }
  // The list may be younger than the archive: what it has more is taken by itself; what it lacks may only be late.
  const list = await takeList(name, sync, undefined);
  if (list.is === 'taken' && (await delta(name, sync, tally, list.modified, { isWhole: false }))) sync.validators.set(`${name}/modified_id.csv`, list.validators);
  return tally.outcome(zip.is === 'unchanged' ? (tally.isIdle ? 'unchanged' : 'delta') : 'full');
}

/** In a directory somebody may have put a newer archive beside an old list; a server's list is believed. */
async function isSameZip(name: string, sync: EcosystemSync): Promise<boolean> {
  if (!sync.source.isLocal) return true;
  return (await takeZip(name, sync)).is === 'unchanged';
}

async function takeZip(name: string, sync: EcosystemSync): Promise<Taken> {
  const path = `${sync.prefix}${name}/all.zip`;
  const known = sync.hasBase ? sync.validators.get(`${name}/all.zip`) : undefined;
  const zip = await sync.source.take(path, { known, maxBytes: MOST.zipBytes, onBytes: (done, total) => sync.onProgress(name, done, total) });
  if (zip.is !== 'absent' && zip.modified !== undefined) sync.onModified(zip.modified);
  return zip;
}

async function takeList(name: string, { source, prefix, onModified }: EcosystemSync, known: Validators | undefined) {
  const path = `${prefix}${name}/modified_id.csv`;
  const list = await source.take(path, { known, maxBytes: MOST.listBytes, isOptional: true });
  if (list.is !== 'absent' && list.modified !== undefined) onModified(list.modified);
  if (list.is !== 'taken') return list;
  try {
    return { is: 'taken' as const, modified: readModified(list.bytes), validators: list.validators };
  } catch (error) {
    throw errors.advisorySource({ what: `${source.name}/${path}`, reason: reasonOf(error) });
  }
}

function putAll(name: string, sync: EcosystemSync, tally: Tally, bytes: Uint8Array): void {
  const { writer } = sync;
  const id = writer.sourceId(name);
  const before = writer.listed(id);
  const limits = { entries: MOST.records, entryBytes: MOST.recordBytes, readBytes: MOST.allBytes };
  const entries = zipEntries(bytes, limits).filter((entry) => !entry.isDirectory && entry.name.endsWith('.json'));
  if (entries.length === 0) throw errors.advisorySource({ what: `${name}/all.zip`, reason: 'it has no records.' });
  const seen = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    const fileId = entry.name.slice(entry.name.lastIndexOf('/') + 1, -'.json'.length);
    try {
      const record = readRecord(entry.read());
      seen.add(record.id);
      tally.count(writer.put(id, record));
    } catch (error) {
      tally.bad(fileId, error);
      seen.add(fileId);
    }
    if (index % 500 === 0) sync.onProgress(`${name}: ${index.toLocaleString('en')} of ${entries.length.toLocaleString('en')} advisories`, index, entries.length);
  }
  tally.refuseBad(entries.length);
  removeAll([...before.keys()].filter((known) => !seen.has(known)), { id, of: before.size, sync, tally });
}

/** @returns false where the whole has to be taken instead. */
async function delta(name: string, sync: EcosystemSync, tally: Tally, modified: ReadonlyMap<string, number>, { isWhole }: { isWhole: boolean }): Promise<boolean> {
  const { writer } = sync;
  const id = writer.sourceId(name);
  const before = writer.listed(id);
  if (isWhole && before.size === 0) return false;
  const wanted = [...modified].filter(([record, at]) => isOther(before.get(record), at, isWhole)).map(([record]) => record);
  if (wanted.length > Math.max(MOST_DELTA_SHARE * modified.size, 20) || wanted.length > MOST_DELTA) return false;
  const records = await takeRecords(name, wanted, sync);
  if (isWhole && records.some(({ bytes }) => bytes === undefined)) return false;
  for (const { id: recordId, bytes } of records) {
    if (bytes === undefined) continue;
    try {
      tally.count(writer.put(id, readRecord(bytes)));
    } catch (error) {
      tally.bad(recordId, error);
    }
  }
  tally.refuseBad(modified.size);
  if (isWhole) removeAll([...before.keys()].filter((known) => !modified.has(known)), { id, of: before.size, sync, tally });
  return true;
}

/** Lists and records differ in how exactly they state a time. */
const isOther = (known: number | undefined, listed: number, isWhole: boolean): boolean => {
  if (known === undefined) return true;
  const [a, b] = [Math.floor(known / 1_000), Math.floor(listed / 1_000)];
  return isWhole ? a !== b : b > a;
};

async function takeRecords(name: string, ids: readonly string[], { source, prefix, onProgress }: EcosystemSync): Promise<{ id: string; bytes: Uint8Array | undefined }[]> {
  const records: { id: string; bytes: Uint8Array | undefined }[] = [];
  const waiting = ids.values();
  const takeNext = async (): Promise<void> => {
    for (const id of waiting) {
      const record = await source.take(`${prefix}${name}/${id}.json`, { maxBytes: MOST.recordBytes });
      records.push({ id, bytes: record.is === 'taken' ? record.bytes : undefined });
      onProgress(`${name}: ${records.length} of ${ids.length} changed advisories`, records.length, ids.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, takeNext));
  return records.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function removeAll(gone: readonly string[], { id, of, sync, tally }: { id: number; of: number; sync: EcosystemSync; tally: Tally }): void {
  if (!sync.acceptLoss && gone.length > MOST_GONE_COUNT && gone.length > of * MOST_GONE) {
    throw errors.advisoriesLost({ source: tally.name, lost: gone.length, of, how: 'gone' });
  }
  for (const record of gone) sync.writer.remove(id, record);
  tally.gone += gone.length;
}

class Tally {
  readonly name: string;
  readonly #acceptLoss: boolean;
  readonly #bad: { id: string; reason: string }[] = [];
  #badCount = 0;
  #added = 0;
  #changed = 0;
  gone = 0;

  constructor(name: string, { acceptLoss }: EcosystemSync) {
    this.name = name;
    this.#acceptLoss = acceptLoss;
  }

  count(put: 'new' | 'changed' | 'same'): void {
    if (put === 'new') this.#added += 1;
    if (put === 'changed') this.#changed += 1;
  }

  bad(id: string, error: unknown): void {
    // What is not about the record (a full disk) is nobody's fault here.
    if (!(error instanceof GlacisError)) throw error;
    this.#badCount += 1;
    if (this.#bad.length < MOST_TOLD) this.#bad.push({ id: proseOf(id, 128), reason: error.message });
  }

  refuseBad(of: number): void {
    if (this.#acceptLoss || this.#badCount <= Math.max(1, of * MOST_BAD)) return;
    const [first] = this.#bad;
    throw errors.advisoriesLost({ source: this.name, lost: this.#badCount, of, how: 'bad', ...(first ? { example: `${first.id}: ${first.reason}` } : {}) });
  }

  get isIdle(): boolean {
    return this.#added + this.#changed + this.gone === 0;
  }

  outcome(how: EcosystemOutcome['how']): EcosystemOutcome {
    return { name: this.name, how, added: this.#added, changed: this.#changed, gone: this.gone, bad: this.#bad, badCount: this.#badCount };
  }
}
