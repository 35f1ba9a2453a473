import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sigstoreAccepts } from '../../../test/support/sigstore.ts';
import { readTar, tarEnd, tarEntry, type Entry } from '../../kernel/tar.ts';
import { decisionOf, handOver } from '../decision/decide.ts';
import { Envelope, STATEMENT_TYPE, keyIdOf, payloadDigest, seal } from '../decision/dsse.ts';
import { digestOf } from '../gate/digest.ts';
import { MANIFEST, type ExportSummary } from './contract.ts';
import { jsonFile, lineFiles } from './files.ts';
import { packed } from './pack.ts';
import { checkExport, type ExportChecked } from './verify.ts';

const HOUR = 3_600_000;
const T0 = Date.parse('2026-11-27T00:00:00Z');
const hex = 'ab'.repeat(32);
const [first, second, prober] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519'), generateKeyPairSync('ec', { namedCurve: 'P-256' })];
const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();
const trusted = new Set([keyIdOf(first.publicKey)]);
const summary: ExportSummary = {
  program: { title: 'Ours', subject: 'acme/cloud', version: 1, digest: hex }, from: new Date(T0 - HOUR).toISOString(), to: new Date(T0 + 9 * HOUR).toISOString(), at: new Date(T0 + 9 * HOUR).toISOString(),
  by: 'ann', glacis: '0.1.0', rootKeyId: keyIdOf(first.publicKey), leftOut: [],
};
const observation = { fact: 'nodes.total', value: 2, at: T0, subject: 'house', provenance: { is: 'measured' as const, by: 'glacis' } };

/** Decisions an hour apart, the key changed after the second, as the files of an export hold them: two, and two. */
function decisions(gate: string): Entry[] {
  const made: Envelope[] = [];
  for (const hour of [0, 1, 3, 4]) {
    const last = made.at(-1);
    made.push(decisionOf({
      verifier: 'https://glacis.example', version: '0.1.0', evaluation: { at: T0 + hour * HOUR, program: hex, digest: hex }, gate: { id: gate, state: hour === 1 ? 'closed' : 'open', verdicts: [], holding: [], sentence: 'in words', overrides: [] },
      inputs: [{ uri: 'fact:nodes.total', sha256: digestOf(observation) }, { uri: 'fact:ctf.unfixed', sha256: hex }], previous: last === undefined ? null : payloadDigest(last),
    }, hour < 2 ? first.privateKey : second.privateKey));
  }
  const file = (part: number, list: Envelope[]) => jsonFile(`decisions/${gate}/000${part}.json`, { mediaType: 'application/vnd.glacis.gate-bundle+json;version=1', rootKey: pem(first.publicKey), keys: [handover], decisions: list });
  return [file(1, made.slice(0, 2)), file(2, made.slice(2))];
}
const handover = handOver(second.publicKey, { key: first.privateKey, at: T0 + 2 * HOUR });
const keys = jsonFile('decisions/keys.json', {
  rootKeyId: keyIdOf(first.publicKey), rootKey: pem(first.publicKey), handovers: [handover],
  keys: [first, second].map(({ publicKey }) => ({ keyid: keyIdOf(publicKey), publicKey: pem(publicKey), validFrom: new Date(T0 - HOUR).toISOString() })),
});
const signedByProber = ((): object => {
  const key = generateKeyPairSync('ed25519');
  const envelope = seal(STATEMENT_TYPE, Buffer.from('{}'), key.privateKey);
  return { digest: payloadDigest(envelope), receivedAt: summary.at, by: 'bob', envelope, signers: [{ keyid: keyIdOf(key.publicKey), name: 'prober', publicKey: pem(key.publicKey) }] };
})();

async function* lines(...rows: unknown[]): AsyncGenerator<unknown[]> {
  yield await Promise.resolve(rows);
}
async function filesOf(change: (files: Entry[]) => void = () => {}): Promise<Entry[]> {
  const files: Entry[] = [keys, jsonFile('program/versions.json', [{ version: 1, digest: hex, changedBy: 'ann', approvedBy: null, changedAt: summary.from, file: 'program/0001.yaml' }]), ...decisions('launch'), ...decisions('other')];
  for await (const file of lineFiles('evidence/observations', lines({ digest: digestOf(observation), receivedAt: summary.from, observation }))) files.push(file);
  for await (const file of lineFiles('evidence/statements', lines(signedByProber))) files.push(file);
  files.push({ name: 'report.html', body: Buffer.from('<!doctype html>') });
  change(files);
  return files;
}

async function archive(change?: (files: Entry[]) => void, { key = second.privateKey, of = summary }: { key?: KeyObject; of?: ExportSummary } = {}): Promise<Buffer> {
  const files = await filesOf(change);
  const pieces: Buffer[] = [];
  for await (const piece of packed((async function* () { for (const file of files) yield await Promise.resolve(file); })(), of, key)) pieces.push(piece);
  return Buffer.concat(pieces);
}
const check = (bytes: Buffer, trust = trusted): Promise<ExportChecked> => checkExport(readTar((async function* () { yield await Promise.resolve(bytes); })()), trust);

/** The archive with files of it changed, and nothing signed anew. */
async function rearranged(change: (files: Entry[]) => Entry[]): Promise<Buffer> {
  const files: Entry[] = [];
  for await (const file of readTar((async function* () { yield await archive(); })())) files.push(file);
  return Buffer.concat([...change(files).flatMap(tarEntry), tarEnd()]);
}

test('an export is sound by its first key, through a change of keys, and says what it holds and what it does not', async () => {
  expect(await check(await archive())).toEqual({
    is: 'sound', summary, files: 10, found: { gates: 2, decisions: 8, open: 6, statements: 1, evidence: { named: 2, here: 1 }, programs: { named: 1, here: 1 } },
  });
});

test('by a key that nobody knows it is not trusted, however sound', async () => {
  expect(await check(await archive(), new Set([hex]))).toMatchObject({ is: 'untrusted', words: expect.stringContaining(keyIdOf(first.publicKey)) });
});

test('sigstore\'s own verifier accepts its manifest, which names every file by its sum', async () => {
  const files: Entry[] = [];
  for await (const file of readTar((async function* () { yield await archive(); })())) files.push(file);
  const manifest = Envelope.parse(JSON.parse(files.at(-1)!.body.toString()));
  expect(sigstoreAccepts(manifest, new Map([[keyIdOf(second.publicKey), second.publicKey]]))).toBe(true);
  expect(files.at(-2)!.name).toBe('SHA256SUMS');
  expect(files.at(-2)!.body.toString().split('\n').filter((line) => line !== '').map((line) => line.slice(66))).toEqual(files.slice(0, -2).map(({ name }) => name));
});

test('one flipped bit anywhere in it is found', async () => {
  const sound = await archive();
  await fc.assert(fc.asyncProperty(fc.nat(sound.length - 1), fc.nat(7), async (at, bit) => {
    const bytes = Buffer.from(sound);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
    expect((await check(bytes)).is).not.toBe('sound');
  }), { numRuns: 100 });
});

test('cut off anywhere it is no export', async () => {
  const sound = await archive();
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
  expect(await check(await archive(change))).toMatchObject({ is: 'tampered', words: expect.stringContaining(words) });
});

test('a key that was given up signs no export after its time, and a stranger\'s none at all', async () => {
  expect(await check(await archive(undefined, { key: first.privateKey }))).toMatchObject({ is: 'tampered', words: expect.stringContaining('at a time that was not its own') });
  expect(await check(await archive(undefined, { key: generateKeyPairSync('ed25519').privateKey }))).toMatchObject({ is: 'tampered', words: expect.stringContaining('by no key of its decisions') });
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
