import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decisions, exported, first, hex, keys, observation, pem, second, signedByProber, summary, trusted } from '../../../test/support/exports.ts';
import { sigstoreAccepts } from '../../../test/support/sigstore.ts';
import { readTar, tarEnd, tarEntry, type Entry } from '../../kernel/tar.ts';
import { Envelope, keyIdOf } from '../decision/dsse.ts';
import { digestOf } from '../gate/digest.ts';
import { MANIFEST } from './contract.ts';
import { lineFiles } from './files.ts';
import { checkExport, type ExportChecked } from './verify.ts';

const prober = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const check = (bytes: Buffer, trust = trusted): Promise<ExportChecked> => checkExport(readTar((async function* () { yield await Promise.resolve(bytes); })()), trust);

/** The archive with files of it changed, and nothing signed anew. */
async function rearranged(change: (files: Entry[]) => Entry[]): Promise<Buffer> {
  const files: Entry[] = [];
  for await (const file of readTar((async function* () { yield await exported(); })())) files.push(file);
  return Buffer.concat([...change(files).flatMap(tarEntry), tarEnd()]);
}

test('an export is sound by its first key, through a change of keys, and says what it holds and what it does not', async () => {
  expect(await check(await exported())).toEqual({
    is: 'sound', summary, files: 10, found: { gates: 2, decisions: 8, open: 6, statements: 1, evidence: { named: 2, here: 1 }, programs: { named: 1, here: 1 } },
  });
});

test('by a key that nobody knows it is not trusted, however sound', async () => {
  expect(await check(await exported(), new Set([hex]))).toMatchObject({ is: 'untrusted', words: expect.stringContaining(keyIdOf(first.publicKey)) });
});

test('sigstore\'s own verifier accepts its manifest, which names every file by its sum', async () => {
  const files: Entry[] = [];
  for await (const file of readTar((async function* () { yield await exported(); })())) files.push(file);
  const manifest = Envelope.parse(JSON.parse(files.at(-1)!.body.toString()));
  expect(sigstoreAccepts(manifest, new Map([[keyIdOf(second.publicKey), second.publicKey]]))).toBe(true);
  expect(files.at(-2)!.name).toBe('SHA256SUMS');
  expect(files.at(-2)!.body.toString().split('\n').filter((line) => line !== '').map((line) => line.slice(66))).toEqual(files.slice(0, -2).map(({ name }) => name));
});

test('one flipped bit anywhere in it is found', async () => {
  const sound = await exported();
  await fc.assert(fc.asyncProperty(fc.nat(sound.length - 1), fc.nat(7), async (at, bit) => {
    const bytes = Buffer.from(sound);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
    expect((await check(bytes)).is).not.toBe('sound');
  }), { numRuns: 60 });
});

test('cut off anywhere it is no export', async () => {
  const sound = await exported();
  for (const length of [0, 511, 5_000, sound.length - 1_024, sound.length - 1]) expect(await check(sound.subarray(0, length))).toMatchObject({ is: 'tampered' });
});

test.for<readonly [string, (files: Entry[]) => Entry[], string]>([
  ['a file that was taken out', (files) => files.filter(({ name }) => name !== 'report.html'), 'report.html is missing'],
  ['a file that was put in', (files) => files.toSpliced(2, 0, { name: 'extra.txt', body: Buffer.from('x') }), 'was put in'],
  ['a file behind the manifest', (files) => [...files, { name: 'extra.txt', body: Buffer.from('x') }], 'stands behind the manifest'],
  ['a file that is there twice', (files) => files.toSpliced(1, 0, keys), 'there twice'],
  ['a report that says something else', (files) => files.map((file) => (file.name === 'report.html' ? { ...file, body: Buffer.from('<!doctype html>!') } : file)), 'not as it was signed'],
  ['a manifest that is missing', (files) => files.filter(({ name }) => name !== MANIFEST), 'no manifest'],
])('%s is found', async ([, change, words]) => {
  expect(await check(await rearranged(change))).toMatchObject({ is: 'tampered', words: expect.stringContaining(words) });
});

test.for<readonly [string, (files: Entry[]) => void, string]>([
  ['the decisions of another gate', (files) => void files.splice(2, 2, ...decisions('other').map(({ body }, part) => ({ name: `decisions/launch/000${part + 1}.json`, body }))), 'is of another gate'],
  ['files of decisions in another order', (files) => void files.splice(2, 2, ...decisions('launch').toReversed()), 'does not follow'],
  ['an observation that is not what its digest names', (files) => void files.splice(6, 1, { name: 'evidence/observations-0001.ndjson', body: Buffer.from(JSON.stringify({ digest: digestOf(observation), receivedAt: summary.from, observation: { ...observation, value: 0 } })) }), 'not the one that its digest names'],
  ['a statement that is not signed by whom it names', (files) => void files.splice(7, 1, { name: 'evidence/statements-0001.ndjson', body: Buffer.from(JSON.stringify({ ...signedByProber, signers: [{ keyid: keyIdOf(prober.publicKey), name: 'prober', publicKey: pem(prober.publicKey) }] })) }), 'not signed by who'],
])('also what was signed as it is has to fit together: %s', async ([, change, words]) => {
  expect(await check(await exported(change))).toMatchObject({ is: 'tampered', words: expect.stringContaining(words) });
});

test('a key that was given up signs no export after its time, and a stranger\'s none at all', async () => {
  expect(await check(await exported(undefined, { key: first.privateKey }))).toMatchObject({ is: 'tampered', words: expect.stringContaining('at a time that was not its own') });
  expect(await check(await exported(undefined, { key: generateKeyPairSync('ed25519').privateKey }))).toMatchObject({ is: 'tampered', words: expect.stringContaining('by no key of its decisions') });
});

test('lines without end become files of some megabytes', async () => {
  async function* many(): AsyncGenerator<string[]> {
    for (let page = 0; page < 20; page += 1) yield await Promise.resolve(Array.from({ length: 10 }, () => 'x'.repeat(100_000)));
  }
  const files: Entry[] = [];
  for await (const file of lineFiles('evidence/claims', many())) files.push(file);
  expect(files.map(({ name }) => name)).toEqual(['0001', '0002', '0003', '0004', '0005'].map((part) => `evidence/claims-${part}.ndjson`));
  expect(Math.max(...files.map(({ body }) => body.length))).toBeLessThan(5 * 1024 ** 2);
});
