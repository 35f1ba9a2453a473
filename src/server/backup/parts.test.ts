import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parts } from './parts.ts';

async function* chunked(bytes: Buffer, sizes: number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const size = sizes.length === 0 ? bytes.length : (sizes[index % sizes.length] ?? 1);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

test('however the lines arrive, parts hold whole lines, all of them, in order', async () => {
  const lines = fc.array(fc.string({ maxLength: 40 }).map((text) => `${text.replaceAll('\n', ' ')}\n`), { maxLength: 50 });
  const sizes = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(lines, sizes, fc.integer({ min: 1, max: 200 }), async (list, cuts, size) => {
      const found: Buffer[] = [];
      let rows = 0;
      for await (const part of parts(chunked(Buffer.from(list.join('')), cuts), size)) {
        expect(part.body.at(-1)).toBe(10);
        found.push(Buffer.from(part.body));
        rows += part.rows;
      }
      expect(Buffer.concat(found).toString()).toBe(list.join(''));
      expect(rows).toBe(list.length);
    }),
  );
});

test('a part is no larger than it was asked for, but for its last line', async () => {
  const line = Buffer.from(`${'x'.repeat(99)}\n`);
  for await (const { body } of parts(chunked(Buffer.concat(Array<Buffer>(100).fill(line)), [70]), 1_000)) expect(body.length).toBeLessThanOrEqual(1_000);
});
