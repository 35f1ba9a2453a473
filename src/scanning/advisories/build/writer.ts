import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { AdvisoryRecord } from '../read/record.ts';
import { packAffected } from './affected.ts';
import { bytesIn, numberIn } from './cells.ts';
import { textPacker } from './texts.ts';

/** Puts advisories into a file that is being built. A source is a directory of the bucket: `Debian`, `npm`. */
export type AdvisoryWriter = {
  /** Says that a source has this advisory, as it is here. The same id from several sources is one: the one modified last. */
  put(source: number, record: AdvisoryRecord): 'new' | 'changed' | 'same';
  /** Says that a source does not have it any more. */
  remove(source: number, id: string): void;
  sourceId(name: string): number;
  /** Ids and times (ms) of what a source has. */
  listed(source: number): Map<string, number>;
  flush(): void;
};

export function advisoryWriter(db: DatabaseSync): AdvisoryWriter {
  const sql = statements(db);
  const packer = textPacker(db);
  const packageIds = cachedIds(sql.findPackage, sql.addPackage);
  const ecosystemIds = cachedIds(sql.findEcosystem, sql.addEcosystem);

  function fill(advisory: number | undefined, record: AdvisoryRecord, hash: Uint8Array): number {
    const { block, slot } = packer.add(record);
    const fields = [
      hash, record.modified, record.published ?? null, record.withdrawn ?? null,
      record.aliases.join(' '), record.upstream.join(' '), record.cvss.join(' '), record.summary, block, slot,
    ];
    let id = advisory;
    if (id === undefined) id = Number(sql.addAdvisory.run(record.id, ...fields).lastInsertRowid);
    else sql.updateAdvisory.run(...fields, id);
    if (advisory !== undefined) sql.dropAffected.run(id);
    // Nobody is affected by what was withdrawn; the advisory stays, to explain why a finding went.
    if (record.withdrawn !== undefined) return id;
    for (const [part, affected] of record.affected.entries()) {
      const ecosystem = ecosystemIds([affected.ecosystem]);
      sql.addAffected.run(packageIds([ecosystem, affected.name]), id, part, packAffected(affected));
    }
    return id;
  }

  return {
    put(source, record) {
      const hash = hashOf(record);
      const known = sql.find.get(record.id);
      if (known === undefined) {
        sql.list.run(source, fill(undefined, record, hash));
        return 'new';
      }
      const id = numberIn(known['id']);
      const before = bytesIn(known['hash']);
      const isListedElsewhere = sql.isListedElsewhere.get(id, source) !== undefined;
      sql.list.run(source, id);
      const order = record.modified - numberIn(known['modified']) || Buffer.compare(hash, before);
      if (Buffer.compare(hash, before) === 0 || (isListedElsewhere && order < 0)) return 'same';
      fill(id, record, hash);
      return 'changed';
    },
    remove(source, id) {
      const known = sql.find.get(id);
      if (known === undefined) return;
      const advisory = numberIn(known['id']);
      sql.unlist.run(source, advisory);
      if (sql.isListedElsewhere.get(advisory, source) !== undefined) return;
      sql.dropAffected.run(advisory);
      sql.dropAdvisory.run(advisory);
    },
    sourceId(name) {
      const found = sql.findSource.get(name);
      return found === undefined ? Number(sql.addSource.run(name).lastInsertRowid) : numberIn(found['id']);
    },
    listed(source) {
      const found = new Map<string, number>();
      for (const row of sql.listed.iterate(source)) found.set(String(row['osv']), Number(row['modified']));
      return found;
    },
    flush: packer.flush,
  };
}

/** What is kept of an advisory, in one fixed order: equal content has an equal hash wherever it was read. */
function hashOf({ id, modified, published, withdrawn, aliases, upstream, cvss, summary, details, references, affected }: AdvisoryRecord): Buffer {
  const kept = affected.map((one) => [
    one.ecosystem, one.name, one.written ?? null, one.ranges, one.versions, one.cvss ?? null, one.rating ?? null, one.state ?? null, one.module ?? null,
  ]);
  return createHash('sha256')
    .update(JSON.stringify([id, modified, published ?? null, withdrawn ?? null, aliases, upstream, cvss, summary, details, references, kept]))
    .digest();
}

type Key = readonly (string | number)[];
type Finder = { get(...key: (string | number)[]): Record<string, unknown> | undefined };
type Adder = { run(...key: (string | number)[]): { lastInsertRowid: number | bigint } };

/** Ids of rows that are made when they are first asked for. */
function cachedIds(find: Finder, add: Adder): (key: Key) => number {
  const known = new Map<string, number>();
  return (key) => {
    const text = key.join('\0');
    let id = known.get(text);
    if (id === undefined) {
      const found = find.get(...key);
      id = found === undefined ? Number(add.run(...key).lastInsertRowid) : Number(found['id']);
      known.set(text, id);
    }
    return id;
  };
}

function statements(db: DatabaseSync) {
  return {
    find: db.prepare('SELECT id, hash, modified FROM advisory WHERE osv = ?'),
    addAdvisory: db.prepare(
      'INSERT INTO advisory (osv, hash, modified, published, withdrawn, aliases, upstream, cvss, summary, block, slot) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    updateAdvisory: db.prepare(
      'UPDATE advisory SET hash = ?, modified = ?, published = ?, withdrawn = ?, aliases = ?, upstream = ?, cvss = ?, summary = ?, block = ?, slot = ? WHERE id = ?',
    ),
    dropAdvisory: db.prepare('DELETE FROM advisory WHERE id = ?'),
    addAffected: db.prepare('INSERT INTO affected (package, advisory, part, data) VALUES (?, ?, ?, ?)'),
    dropAffected: db.prepare('DELETE FROM affected WHERE advisory = ?'),
    findEcosystem: db.prepare('SELECT id FROM ecosystem WHERE name = ?'),
    addEcosystem: db.prepare('INSERT INTO ecosystem (name) VALUES (?)'),
    findPackage: db.prepare('SELECT id FROM package WHERE ecosystem = ? AND name = ?'),
    addPackage: db.prepare('INSERT INTO package (ecosystem, name) VALUES (?, ?)'),
    findSource: db.prepare('SELECT id FROM source WHERE name = ?'),
    addSource: db.prepare('INSERT INTO source (name, bad) VALUES (?, 0)'),
    list: db.prepare('INSERT OR IGNORE INTO listed (source, advisory) VALUES (?, ?)'),
    unlist: db.prepare('DELETE FROM listed WHERE source = ? AND advisory = ?'),
    isListedElsewhere: db.prepare('SELECT 1 AS yes FROM listed WHERE advisory = ? AND source <> ?'),
    listed: db.prepare('SELECT a.osv, a.modified FROM listed l JOIN advisory a ON a.id = l.advisory WHERE l.source = ?'),
  };
}
