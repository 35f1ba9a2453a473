import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { privateDirectory } from '../../../test/support/engines.ts';
import { createNormalizer } from '../normalize/index.ts';
import { eventBlock } from '../store/block.ts';
import { blockFiles, emptyBlocks, forgetBlock } from './block-files.ts';

let directory: ReturnType<typeof privateDirectory>;
beforeEach(() => (directory = privateDirectory('blocks')));
afterEach(() => directory.remove());

const normalizer = createNormalizer();
function filled(text: string) {
  const block = eventBlock();
  const raw = Buffer.from(text);
  const event = normalizer.normalize(text, { format: null, receivedAt: 0, zone: 'UTC' });
  block.add({ batch: 7, ingestedAt: 0, retention: 90, source: 'web', normalizer: 1 }, Buffer.alloc(16), event, raw, 0, raw.length);
  return block;
}

test('a block is left as a file, byte for byte, until it is forgotten', async () => {
  const blocks = join(directory.path, 'blocks');
  emptyBlocks(blocks);
  const finish = blockFiles(blocks);
  for (const [batch, text] of [[7, 'a longer line'], [8, 'a line']] as const) {
    const { block, ...encoded } = finish(batch, filled(text));
    const plain = filled(text).finish();
    expect(encoded).toEqual({ rows: plain.rows, digest: plain.digest });
    expect(block).toEqual({ file: join(blocks, String(batch)) });
    expect(Buffer.compare(readFileSync(join(blocks, String(batch))), plain.block)).toBe(0);
    await forgetBlock({ block, ...encoded });
  }
  expect(readdirSync(blocks)).toEqual([]);
});

test('a block that cannot be written goes through memory, and the next one leaves it as it is', () => {
  const finish = blockFiles(join(directory.path, 'not-there'));
  const { block, unwritten } = finish(7, filled('one line'));
  finish(8, filled('another'));
  expect(unwritten).toContain('ENOENT');
  expect(block).toEqual(filled('one line').finish().block);
});

test('what an earlier process left is gone', () => {
  emptyBlocks(directory.path);
  writeFileSync(join(directory.path, '7'), 'left');
  emptyBlocks(directory.path);
  expect(existsSync(join(directory.path, '7'))).toBe(false);
});
