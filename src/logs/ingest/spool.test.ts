import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { manualClock } from '../../kernel/clock.ts';
import { serverLog } from '../../kernel/log.ts';
import { readParcels, writeFrame } from './frame.ts';
import type { Parcel } from './parcel.ts';
import { readSpool } from './reader.ts';
import { openSpool, segmentPath, type Position } from './spool.ts';

const log = serverLog('silent');
const clock = manualClock(0);
const START: Position = { segment: 0, offset: 0 };
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'glacis-spool-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const lines = (...texts: readonly (string | Uint8Array)[]): Pick<Parcel, 'offsets' | 'bytes'> => {
  const parts = texts.map((text) => Buffer.from(text as string));
  let at = 0;
  const offsets = parts.flatMap((part) => [at, (at += part.length)]);
  return { offsets: new Uint32Array(offsets), bytes: Buffer.concat(parts) };
};

const parcel = (...texts: readonly (string | Uint8Array)[]): Parcel => {
  const block = lines(...texts);
  return {
    ...block,
    head: {
      prefix: '00'.repeat(12), source: 'web', format: null, zone: 'UTC', retention: 90, receivedAt: 1,
      lines: texts.length, bytes: block.bytes.length,
    },
  };
};

const texts = ({ offsets, bytes }: Parcel): string[] =>
  Array.from({ length: offsets.length / 2 }, (_, line) => Buffer.from(bytes.subarray(offsets[2 * line], offsets[2 * line + 1])).toString('latin1'));

const readAll = (from = START, end: Position = { segment: Infinity, offset: 0 }): string[] =>
  Array.from(readSpool(directory, from, end), (found) => (found.is === 'frame' ? readParcels(found.header, found.content).flatMap(texts) : [])).flat();

const damageIn = () => [...readSpool(directory, START, { segment: Infinity, offset: 0 })].filter((found) => found.is === 'damage');

describe('the spool', () => {
  test('gives back every line byte for byte, in order, over segments and processes', async () => {
    const written: string[] = [];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
        async (groups) => {
          const spool = openSpool({ directory, clock, log }, { segmentBytes: 400 });
          for (const group of groups) {
            await spool.append(writeFrame(group.map((texts) => parcel(...texts))).pieces);
            written.push(...group.flat().map((line) => Buffer.from(line).toString('latin1')));
          }
          await spool.close();
          expect(readAll()).toEqual(written);
        },
      ),
      { numRuns: 25 },
    );
    expect(readdirSync(directory).length).toBeGreaterThan(5);
  });

  test('wherever a kill cut the last write, what was synced before is whole and the rest is left out', async () => {
    const spool = openSpool({ directory, clock, log });
    await spool.append(writeFrame([parcel('kept')]).pieces);
    const { offset } = spool.end();
    await spool.append(writeFrame([parcel('torn', 'away')]).pieces);
    await spool.close();
    const path = segmentPath(directory, 1);
    const whole = readFileSync(path);
    for (let size = offset; size < whole.length; size += 1) {
      writeFileSync(path, whole.subarray(0, size));
      expect(readAll()).toEqual(['kept']);
      expect(damageIn()).toEqual([]);
      const next = openSpool({ directory, clock, log });
      await next.append(writeFrame([parcel('later')]).pieces);
      expect(readAll()).toEqual(['kept', 'later']);
      await next.close();
      rmSync(segmentPath(directory, 2));
    }
  });

  test('a flipped byte is found, told, and costs no other frame', async () => {
    const spool = openSpool({ directory, clock, log });
    for (const text of ['first', 'second', 'third']) await spool.append(writeFrame([parcel(text)]).pieces);
    await spool.close();
    const path = segmentPath(directory, 1);
    const bytes = readFileSync(path);
    bytes[bytes.indexOf('second')] = 0x53;
    writeFileSync(path, bytes);
    expect(readAll()).toEqual(['first', 'third']);
    expect(damageIn()).toMatchObject([{ is: 'damage', next: { segment: 1 }, lines: 1 }]);
  });

  test('a header that is noise ends its segment only', async () => {
    const spool = openSpool({ directory, clock, log }, { segmentBytes: 1 });
    await spool.append(writeFrame([parcel('first')]).pieces);
    appendFileSync(segmentPath(directory, 1), Buffer.alloc(64, 7));
    await spool.append(writeFrame([parcel('second')]).pieces);
    await spool.close();
    expect(readAll()).toEqual(['first', 'second']);
    expect(damageIn()).toMatchObject([{ is: 'damage', next: { segment: 1 }, bytes: 64 }]);
  });

  test('is read from where one left off, and up to where it was synced', async () => {
    const spool = openSpool({ directory, clock, log }, { segmentBytes: 1 });
    const ends: Position[] = [];
    for (const text of ['a', 'b', 'c']) {
      await spool.append(writeFrame([parcel(text)]).pieces);
      ends.push(spool.end());
    }
    expect(readAll(ends[0], ends[1])).toEqual(['b']);
    expect(readAll(ends[1])).toEqual(['c']);
    await spool.close();
  });

  test('gives back the disk of what was stored, and sets damaged segments aside', async () => {
    const spool = openSpool({ directory, clock, log }, { segmentBytes: 1 });
    for (const text of ['a', 'b', 'c']) await spool.append(writeFrame([parcel(text)]).pieces);
    const one = spool.bytes() / 3;
    await spool.release({ segment: 2, offset: 0 }, new Set([1]));
    expect(spool.bytes()).toBe(2 * one);
    await spool.release(spool.end(), new Set());
    expect(spool.bytes()).toBe(0);
    expect(readdirSync(directory).sort()).toEqual(['000000000001.spool.damaged', '000000000003.spool']);
    await spool.close();
  });

  test('a write that fails half-way is never read, and writing goes on in another segment', async () => {
    let fail = false;
    const spool = openSpool(
      { directory, clock, log },
      {
        openSegment: async (path) => {
          const { open } = await import('node:fs/promises');
          const file = await open(path, 'wx');
          return {
            writev: async (pieces) => file.writev(pieces),
            datasync: async () => {
              if (fail) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
              await file.datasync();
            },
            truncate: (size) => file.truncate(size),
            close: () => file.close(),
          };
        },
      },
    );
    await spool.append(writeFrame([parcel('first')]).pieces);
    fail = true;
    for (const text of ['refused', 'refused again']) await expect(spool.append(writeFrame([parcel(text)]).pieces)).rejects.toThrow('no space');
    fail = false;
    await spool.append(writeFrame([parcel('second')]).pieces);
    expect(readAll()).toEqual(['first', 'second']);
    expect(readAll(START, spool.end())).toEqual(['first', 'second']);
    await spool.close();
  });

  test('a directory that was emptied does not use its numbers again', async () => {
    const later = manualClock(1_700_000_000_000);
    const spool = openSpool({ directory, clock: later, log });
    await spool.append(writeFrame([parcel('a')]).pieces);
    const { segment } = spool.end();
    await spool.close();
    rmSync(segmentPath(directory, segment));
    later.advance(2_000);
    const next = openSpool({ directory, clock: later, log });
    await next.append(writeFrame([parcel('b')]).pieces);
    expect(next.end().segment).toBeGreaterThan(segment);
    await next.close();
  });

  test('more pieces than one call takes are all written', async () => {
    const spool = openSpool({ directory, clock, log });
    const texts = Array.from({ length: 3_000 }, (_, n) => `line ${n}`);
    await spool.append(writeFrame(texts.map((text) => parcel(text))).pieces);
    expect(readAll()).toEqual(texts);
    truncateSync(segmentPath(directory, 1), 100);
    expect(readAll()).toEqual([]);
    await spool.close();
  });
});
