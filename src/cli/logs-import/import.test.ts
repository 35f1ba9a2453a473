import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { manualClock } from '../../kernel/clock.ts';
import { errors, GlacisError } from '../../kernel/errors.ts';
import { progressBar } from '../progress-bar.ts';
import { batchesOf, type Batch } from './batches.ts';
import { openInput } from './file.ts';
import { sendBatch } from './send.ts';

const MIB = 1024 * 1024;

async function* pieces(content: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}
async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
async function cut(content: Buffer, { size = 1_000, bytes = 100 }: { size?: number; bytes?: number } = {}): Promise<Batch[]> {
  return all(batchesOf(pieces(content, size), bytes));
}
const text = (batches: readonly Batch[]) => batches.map(({ body }) => body.toString());

describe('a file is cut into batches', () => {
  test('of whole lines, with the number of lines before', async () => {
    const batches = await cut(Buffer.from(Array.from({ length: 12 }, (_, i) => `line number ${i} is here\n`).join('')));
    expect(batches.map(({ body, linesBefore }) => [body.length, linesBefore])).toEqual([[88, 0], [88, 4], [90, 8]]);
    expect(batches.every(({ body, isWhole }) => body.at(-1) === 0x0a && !isWhole)).toBe(true);
  });

  test('that are the same however it is read, and together are the file', async () => {
    const line = fc.string({ maxLength: 60 }).map((one) => one.replaceAll('\n', ''));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 30 }), fc.integer({ min: 1, max: 300 }), async (lines, size) => {
        const content = Buffer.from(lines.join('\n'));
        const batches = await cut(content, { size, bytes: 300 });
        expect(Buffer.concat(batches.map(({ body }) => body)).equals(content)).toBe(true);
        expect(batches).toEqual(await cut(content, { size: 100_000, bytes: 300 }));
        expect(new Set(batches.map(({ key }) => key)).size).toBe(batches.length);
      }),
    );
  });

  test('a line that no batch can hold is cut to what the server refuses', async () => {
    const content = Buffer.concat([Buffer.from('before\n'), Buffer.alloc(9 * MIB, 'x'), Buffer.from('\nafter\n'), Buffer.alloc(9 * MIB, 'y')]);
    for (const size of [MIB, 100 * MIB]) {
      const batches = await cut(content, { size, bytes: 4 * MIB });
      const lines = Buffer.concat(batches.map(({ body }) => body)).toString().split('\n');
      expect(lines.map((line) => line.length)).toEqual([6, MIB + 1, 5, MIB + 1]);
      expect(batches.map(({ linesBefore }) => linesBefore)).toEqual([0, 1, 3]);
    }
  });

  test('a small file is whole, so that it may be a JSON array; a large array is refused', async () => {
    expect(await cut(Buffer.from('[{"a":1}]'))).toMatchObject([{ isWhole: true, linesBefore: 0 }]);
    await expect(cut(Buffer.from(`[{"a":1},\n${'{"b":2},\n'.repeat(50)}`))).rejects.toThrow('jq -c');
    expect(await cut(Buffer.alloc(0))).toEqual([]);
  });
});

describe('a file is read', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'glacis-import-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test.for<[string, Buffer]>([
    ['plain.log', Buffer.from('one\ntwo\n')],
    ['rotated.log.gz', gzipSync('one\ntwo\n')],
    ['without-a-name', gzipSync('one\ntwo\n')],
    ['rotated.log.zst', Buffer.concat([zstdCompressSync('one\n'), zstdCompressSync('two\n')])],
  ])('%s', async ([name, content]) => {
    const file = join(directory, name);
    writeFileSync(file, content);
    const input = await openInput(file);
    let read = 0;
    const chunks = await all(input.read((bytes) => (read += bytes)));
    expect(Buffer.concat(chunks).toString()).toBe('one\ntwo\n');
    expect([input.size, read]).toEqual([content.length, content.length]);
  });

  test('even when it is empty; what is none is told', async () => {
    writeFileSync(join(directory, 'empty'), '');
    expect(text(await all(batchesOf((await openInput(join(directory, 'empty'))).read(() => {}))))).toEqual([]);
    await expect(openInput(directory)).rejects.toThrow('it is a directory');
    await expect(openInput(join(directory, 'absent'))).rejects.toMatchObject({ code: 'invalid', exit: 2 });
  });
});

describe('a batch is sent', () => {
  const batch: Batch = { key: 'k', body: Buffer.from('one\n'), linesBefore: 0, isWhole: true };
  const answer = { received: 1, stored: 1, duplicate: 0, rejected: [] };
  const problem = (status: number, retryAfter?: number) =>
    new GlacisError({ code: 'x', status, exit: 3, message: `status ${status}.`, ...(retryAfter !== undefined && { details: { retryAfter } }) });

  async function sending(answers: (GlacisError | object)[]) {
    const clock = manualClock(0);
    const waits: number[] = [];
    const fetch = async (): Promise<Response> => {
      const next = answers.shift();
      if (next instanceof GlacisError) throw next;
      return Response.json(next);
    };
    const sent = sendBatch({ api: { fetch }, clock: { ...clock, sleep: async (ms) => clock.advance(ms) }, onWait: (_, ms) => waits.push(ms) }, { source: 'web', format: undefined }, batch);
    return { sent: await sent.catch((error: unknown) => error), waits };
  }

  test('again while the server is busy, as long as it says', async () => {
    expect(await sending([problem(429, 3), problem(503), problem(429), answer])).toEqual({ sent: answer, waits: [3_000, 1_000, 2_000] });
  });

  test('not again when it says no', async () => {
    const no = errors.notFound({ what: 'source' });
    expect(await sending([no, answer])).toEqual({ sent: no, waits: [] });
  });

  test('not for ever', async () => {
    const { sent, waits } = await sending(Array.from({ length: 100 }, () => problem(503)));
    expect(sent).toMatchObject({ status: 503 });
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(11 * 60_000);
  });
});

test('a bar is drawn on a terminal only', () => {
  const written: string[] = [];
  const out = (isTTY: boolean) => ({ isTTY, columns: 60, write: (part: string) => written.push(part) });
  progressBar(out(false), 100, () => 0).show(50, 'x');
  expect(written).toEqual([]);
  progressBar(out(true), 100, () => 0).show(50, 'auth.log\u001b[2J  10 lines');
  expect(written.join('')).toContain('\u2588'.repeat(12) + '\u2591'.repeat(12) + '  50 %');
  expect(written.join('').slice(4)).not.toContain('\u001b');
});
