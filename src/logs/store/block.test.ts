import { expect, test } from 'vitest';
import { createNormalizer } from '../normalize/index.ts';
import { shapeReader, type Shaped } from '../shapes/reader.ts';
import { SLOT, SLOTS, type Template } from '../shapes/template.ts';
import { eventBlock, type EventBlock } from './block.ts';

const SETTING = { batch: 7, ingestedAt: Date.UTC(2026, 10, 23, 8), retention: 90, source: 'web', normalizer: 1 };
const CONTEXT = { format: null, receivedAt: SETTING.ingestedAt, zone: 'UTC' };
const normalizer = createNormalizer();
const shapes = shapeReader(normalizer);

const lines = (from: number, count: number): string[] => Array.from({ length: count }, (_, n) => {
  const name = `${n % 3 === 0 ? 'Root' : 'admin'}${from + n}`;
  const said = [`Failed password for ${name} from 203.0.113.${n % 250} port ${40_000 + n} ssh2`, `Invalid user ${name} from 203.0.113.9`, `something else of ${name}`][n % 7 < 3 ? n % 3 : 0];
  return `Nov 23 07:33:${10 + (n % 50)} web${1 + (n % 2)} sshd[${800 + n}]: ${said}`;
});

/** Adds lines as a batch does: those of a known shape the short way, unless `plainly`. */
function add(block: EventBlock, texts: readonly string[], { plainly = false } = {}): void {
  const bytes = Buffer.from(texts.join('\n'));
  let start = 0;
  for (const [n, text] of texts.entries()) {
    const end = start + text.length;
    const id = Buffer.alloc(16, n);
    const shaped = plainly ? undefined : shapes.read(bytes, start, end, CONTEXT);
    if (shaped) block.addShaped(SETTING, id, shaped, bytes, start, end);
    else block.add(SETTING, id, normalizer.normalize(text, CONTEXT), bytes, start, end);
    start = end + 1;
  }
}

const plain = (texts: readonly string[]) => {
  const block = eventBlock();
  add(block, texts, { plainly: true });
  return block.finish();
};

test('lines of known shapes make the same block as their events, time after time, as one or in pieces, also after pieces that were not taken', () => {
  const block = eventBlock();
  const [some, others] = [lines(0, 700), lines(5_000, 300)];
  for (const texts of [some, others, some]) {
    add(block, texts);
    expect(block.finish()).toEqual(plain(texts));
    add(block, texts);
    block.pieces();
    expect(block.finish()).toEqual(plain(texts));
    add(block, others);
    const { pieces, ...finished } = block.pieces();
    expect({ ...finished, block: new Uint8Array(Buffer.concat(pieces)) }).toEqual(plain(others));
    block.reset();
  }
});

test('rows that wait are gone with a reset', () => {
  const block = eventBlock();
  add(block, lines(0, 50));
  block.reset();
  add(block, lines(100, 50));
  expect(block.finish()).toEqual(plain(lines(100, 50)));
});

test('each row has what its own template says, however many there are', () => {
  const bytes = Buffer.from('web1 root');
  const slots = new Uint32Array(2 * SLOTS);
  slots.set([0, 4], 2 * SLOT.host);
  slots.set([5, 9], 2 * SLOT.message);
  const [shaped, evently] = [eventBlock(), eventBlock()];
  for (let n = 0; n < 3_000; n += 1) {
    const common = { format: 'sshd', classUid: n, activityId: n % 99, statusId: n % 3, severityId: 1, service: 'sshd', action: `action ${n}`, repository: '', parsed: true };
    const template: Template = { ...common, user: [SLOT.message, ` ${n}`], actor: [], srcIp: [], dstIp: [], message: [SLOT.message], attributes: [[`path ${n}`, [`${n}`]]], observables: [['4:', SLOT.message]], differing: [] };
    const line: Shaped = { template, time: SETTING.ingestedAt, host: 'web1', slots };
    const id = Buffer.alloc(16, n);
    shaped.addShaped(SETTING, id, line, bytes, 0, bytes.length);
    evently.add(SETTING, id, {
      ...common, time: line.time, host: 'web1', user: `root ${n}`, actor: '', srcIp: '', dstIp: '', message: 'root', attributes: [`path ${n}`, `${n}`], observables: ['4:root'],
    }, bytes, 0, bytes.length);
  }
  expect(Buffer.compare(shaped.finish().block, evently.finish().block)).toBe(0);
});
