import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deliveryOf } from '../../../test/support/deliveries.ts';
import { manualClock } from '../../kernel/clock.ts';
import { systemRandom } from '../../kernel/ids.ts';
import { serverLog } from '../../kernel/log.ts';
import type { Delivery, Place } from './delivery.ts';
import { readParcels } from './frame.ts';
import { createIntake, type IntakeLimits } from './intake.ts';
import type { ParcelHead } from './parcel.ts';
import { readSpool } from './reader.ts';
import { openSpool, type OpenSegment, type Spool } from './spool.ts';

const log = serverLog('silent');
const clock = manualClock(1_700_000_000_000);
let directory: string;
let spool: Spool;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'glacis-intake-'));
});
afterEach(async () => {
  await spool.close();
  rmSync(directory, { recursive: true });
});

const delivery = (texts: readonly string[], place: Place = { kind: 'stream' }, source = 'web'): Delivery =>
  deliveryOf(texts, { place, source, receivedAt: clock.now() });

type Setting = { limits?: Partial<IntakeLimits>; openSegment?: OpenSegment; freeSpace?: () => Promise<number>; known?: string[] };

function intakeWith({ limits, openSegment, freeSpace, known = [] }: Setting = {}) {
  spool = openSpool({ directory, clock, log }, openSegment ? { openSegment } : {});
  return createIntake(
    { clock, random: systemRandom, log },
    {
      spool,
      limits: { spoolBytes: 1e9, pendingBytes: 1e8, freeBytes: 1_000, ...limits },
      spooled: () => {},
      duplicates: async (heads) => new Set(heads.filter((head) => known.includes(head.source))),
      ...(freeSpace && { freeSpace }),
    },
  );
}

const spooled = (): { head: ParcelHead; texts: string[] }[] =>
  Array.from(readSpool(directory, { segment: 0, offset: 0 }, spool.end()), (found) =>
    found.is === 'damage' ? [] : readParcels(found.header, found.content).map(({ head, offsets, bytes }) => ({
      head,
      texts: Array.from({ length: head.lines }, (_, line) => bytes.subarray(offsets[2 * line], offsets[2 * line + 1]).toString()),
    })),
  ).flat();

/** A file whose sync waits until it is told to go on. */
function slowDisk() {
  const syncs: (() => void)[] = [];
  const openSegment: OpenSegment = async (path) => {
    const file = await open(path, 'wx');
    return {
      writev: (pieces) => file.writev(pieces),
      truncate: (size) => file.truncate(size),
      close: () => file.close(),
      datasync: async () => {
        await new Promise<void>((resolve) => syncs.push(resolve));
        await file.datasync();
      },
    };
  };
  const syncing = async () => {
    while (syncs.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  return { openSegment, syncing, finish: () => syncs.shift()?.() };
}

describe('the intake', () => {
  test('does not answer before the disk has synced', async () => {
    const disk = slowDisk();
    const intake = intakeWith({ openSegment: disk.openSegment });
    let answered = false;
    const answer = intake.accept(delivery(['one'])).then(() => (answered = true));
    await disk.syncing();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(answered).toBe(false);
    disk.finish();
    await answer;
  });

  test('what comes while the disk is busy is synced together, once', async () => {
    const disk = slowDisk();
    const intake = intakeWith({ openSegment: disk.openSegment });
    const first = intake.accept(delivery(['0']));
    await disk.syncing();
    const rest = Array.from({ length: 200 }, (_, n) => intake.accept(delivery([`${n + 1}`])));
    disk.finish();
    await first;
    await disk.syncing();
    disk.finish();
    await Promise.all(rest);
    expect(spooled().flatMap(({ texts }) => texts)).toEqual(Array.from({ length: 201 }, (_, n) => String(n)));
  });

  test('gives memory back once it is on disk, and keeps what the sender may bring again', async () => {
    const broken = intakeWith({ openSegment: () => Promise.reject(new Error('the disk is gone')) });
    const released: string[] = [];
    const given = (text: string): Delivery => {
      const made = delivery([text]);
      return { ...made, lines: { ...made.lines, release: () => { released.push(text); made.lines.bytes.fill(0); } } };
    };
    await expect(broken.accept(given('refused'))).rejects.toMatchObject({ code: 'unavailable' });
    expect(released).toEqual([]);
    await spool.close();
    const intake = intakeWith();
    await intake.accept(given('stored'));
    expect(released).toEqual(['stored']);
    expect(spooled().flatMap(({ texts }) => texts)).toEqual(['stored']);
  });

  test('every acknowledged line is in the spool once, whatever was sent together', async () => {
    const intake = intakeWith();
    const sent: string[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.string(), { minLength: 1, maxLength: 20 }), { maxLength: 30 }), async (deliveries) => {
        const answers = await Promise.all(deliveries.map((texts) => intake.accept(delivery(texts))));
        expect(answers.map((answer) => answer.stored)).toEqual(deliveries.map((texts) => texts.length));
        sent.push(...deliveries.flat());
        expect(spooled().flatMap(({ texts }) => texts)).toEqual(sent.map((text) => Buffer.from(text).toString()));
      }),
      { numRuns: 20 },
    );
  });

  test('a large body is cut into parcels of bounded size, each with a name of its own', async () => {
    const intake = intakeWith();
    const texts = Array.from({ length: 20_001 }, () => 'the same line');
    expect(await intake.accept(delivery(texts, { kind: 'key', key: 'k' }))).toEqual({ received: 20_001, stored: 20_001, duplicate: 0 });
    const heads = spooled().map(({ head }) => head);
    expect(heads.map((head) => head.lines)).toEqual([8_000, 8_000, 4_001]);
    expect(new Set(heads.map((head) => head.receipt?.id)).size).toBe(3);
    expect(spooled().flatMap((parcel) => parcel.texts)).toEqual(texts);
  });

  test('the same key with the same lines has the same name; with other lines it is another delivery', async () => {
    const intake = intakeWith();
    for (const [key, text] of [['k', 'a'], ['k', 'a'], ['k', 'b'], ['l', 'a']] as const) await intake.accept(delivery([text], { kind: 'key', key }));
    const [first, again, otherLines, otherKey] = spooled().map(({ head }) => `${head.receipt?.id} ${head.prefix}`);
    expect(again).toBe(first);
    expect(new Set([first, otherLines, otherKey]).size).toBe(3);
  });

  test('a body that comes again has the same receipt but, should it be stored after all, ids of its own', async () => {
    const intake = intakeWith();
    await intake.accept(delivery(['a'], { kind: 'body' }));
    clock.advance(700_000);
    await intake.accept(delivery(['a'], { kind: 'body' }));
    const [first, again] = spooled().map(({ head }) => head);
    expect(again?.receipt?.id).toBe(first?.receipt?.id);
    expect(again?.prefix).not.toBe(first?.prefix);
  });

  test('equal lines of a stream are different events', async () => {
    const intake = intakeWith();
    await intake.accept(delivery(['a']));
    await intake.accept(delivery(['a']));
    const [first, again] = spooled().map(({ head }) => head);
    expect(first?.receipt).toBeUndefined();
    expect(again?.prefix).not.toBe(first?.prefix);
  });

  test('a retry that is known is answered as duplicate', async () => {
    const intake = intakeWith({ known: ['seen'] });
    expect(await intake.accept(delivery(['a', 'b'], { kind: 'key', key: 'k' }, 'seen'))).toEqual({ received: 2, stored: 0, duplicate: 2 });
  });

  test.for([['ENOSPC', 'spool_full'], ['EIO', 'unavailable']] as const)('%s is refused as %s and nothing of it is kept', async ([code, refusal]) => {
    let broken = true;
    const intake = intakeWith({
      openSegment: async (path) => {
        const file = await open(path, 'wx');
        return {
          writev: (pieces) => file.writev(pieces),
          truncate: (size) => file.truncate(size),
          close: () => file.close(),
          datasync: () => (broken ? Promise.reject(Object.assign(new Error(code), { code })) : file.datasync()),
        };
      },
    });
    await expect(intake.accept(delivery(['lost']))).rejects.toMatchObject({ code: refusal });
    broken = false;
    await intake.accept(delivery(['kept']));
    expect(spooled().map(({ texts }) => texts)).toEqual([['kept']]);
  });

  test('refuses, and says when to come again, while the spool is full', async () => {
    const intake = intakeWith({ limits: { spoolBytes: 1_000 } });
    await intake.accept(delivery(['x'.repeat(600)]));
    await expect(intake.accept(delivery(['y'.repeat(600)]))).rejects.toMatchObject({ code: 'spool_full', status: 429, details: { retryAfter: 5 } });
    await spool.release(spool.end(), new Set());
    await intake.accept(delivery(['y'.repeat(600)]));
  });

  test('refuses while too much waits for the disk, but takes one delivery of any size', async () => {
    const disk = slowDisk();
    const intake = intakeWith({ openSegment: disk.openSegment, limits: { pendingBytes: 1_000 } });
    const large = intake.accept(delivery(['x'.repeat(5_000)]));
    await expect(intake.accept(delivery(['y']))).rejects.toMatchObject({ code: 'spool_full', details: { retryAfter: 1 } });
    await disk.syncing();
    disk.finish();
    await large;
  });

  test('refuses while the disk has little room, and goes on when it has again', async () => {
    let free = 100;
    const intake = intakeWith({ freeSpace: async () => free });
    await intake.accept(delivery(['first']));
    await expect(intake.accept(delivery(['second']))).rejects.toMatchObject({ code: 'spool_full' });
    free = 10_000;
    clock.advance(2_000);
    await intake.accept(delivery(['third'])).catch(() => {});
    await intake.accept(delivery(['fourth']));
    expect(spooled().flatMap(({ texts }) => texts)).toEqual(['first', 'fourth']);
  });
});
