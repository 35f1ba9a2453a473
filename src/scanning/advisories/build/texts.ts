import type { DatabaseSync } from 'node:sqlite';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { bytesIn } from './cells.ts';

/** What a reader of a finding may want to see, and nobody else. */
export type LongText = { details: string; references: readonly string[] };

/** Bytes of a block before compression: reading one advisory's text costs unpacking one block. */
const BLOCK_BYTES = 32 * 1024;
const MOST_BYTES = 64 * 1024 * 1024;

export type TextPlace = { block: number; slot: number };

/** Packs long texts into compressed blocks as they come. `flush` when no more will. */
export function textPacker(db: DatabaseSync): { add(text: LongText): TextPlace; flush(): void } {
  const insert = db.prepare('INSERT INTO texts (block, slots, data) VALUES (?, ?, ?)');
  const last = db.prepare('SELECT coalesce(max(block), 0) AS last FROM texts').get()?.['last'];
  let block = Number(last) + 1;
  let slots: string[] = [];
  let size = 0;
  const flush = (): void => {
    if (slots.length === 0) return;
    insert.run(block, slots.length, zstdCompressSync(`[${slots.join(',')}]`));
    block += 1;
    slots = [];
    size = 0;
  };
  return {
    add({ details, references }) {
      const json = JSON.stringify([details, ...references]);
      if (size > 0 && size + json.length > BLOCK_BYTES) flush();
      slots.push(json);
      size += json.length;
      return { block, slot: slots.length - 1 };
    },
    flush,
  };
}

/** Reads long texts; the block read last is kept, since texts that are asked for together often stand together. */
export function textReader(db: DatabaseSync): (place: TextPlace) => LongText {
  const select = db.prepare('SELECT data FROM texts WHERE block = ?');
  let kept: { block: number; slots: readonly (readonly string[])[] } | undefined;
  return ({ block, slot }) => {
    if (kept?.block !== block) {
      const slots: readonly (readonly string[])[] = JSON.parse(
        zstdDecompressSync(bytesIn(select.get(block)?.['data']), { maxOutputLength: MOST_BYTES }).toString('utf8'),
      );
      kept = { block, slots };
    }
    const [details = '', ...references] = kept.slots[slot] ?? [];
    return { details, references };
  };
}

/** Blocks keep the texts of advisories that were replaced; beyond this share of dead ones all blocks are made anew. */
const MOST_DEAD = 0.3;

/** Makes the blocks anew where too much of them is dead. */
export function repackTexts(db: DatabaseSync): void {
  const slots = Number(db.prepare('SELECT coalesce(sum(slots), 0) AS n FROM texts').get()?.['n']);
  const alive = Number(db.prepare('SELECT count(*) AS n FROM advisory').get()?.['n']);
  if (slots === 0 || slots - alive <= slots * MOST_DEAD) return;
  const packer = textPacker(db);
  const first = Number(db.prepare('SELECT max(block) AS last FROM texts').get()?.['last']) + 1;
  const read = textReader(db);
  const move = db.prepare('UPDATE advisory SET block = ?, slot = ? WHERE id = ?');
  for (const { id, block, slot } of db.prepare('SELECT id, block, slot FROM advisory ORDER BY block, slot').all()) {
    const place = packer.add(read({ block: Number(block), slot: Number(slot) }));
    move.run(place.block, place.slot, Number(id));
  }
  packer.flush();
  db.prepare('DELETE FROM texts WHERE block < ?').run(first);
}
