import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Entry } from '../../src/kernel/tar.ts';
import { decisionOf, handOver } from '../../src/program/decision/decide.ts';
import { STATEMENT_TYPE, keyIdOf, payloadDigest, seal, type Envelope } from '../../src/program/decision/dsse.ts';
import type { ExportSummary } from '../../src/program/export/contract.ts';
import { jsonFile, lineFiles } from '../../src/program/export/files.ts';
import { packed } from '../../src/program/export/pack.ts';
import { digestOf } from '../../src/program/gate/digest.ts';

const HOUR = 3_600_000;
const T0 = Date.parse('2026-11-27T00:00:00Z');
export const hex = 'ab'.repeat(32);
/** The first key of the decisions, and the one after it. */
export const [first, second] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
export const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();
export const trusted = new Set([keyIdOf(first.publicKey)]);
export const summary: ExportSummary = {
  program: { title: 'Ours', subject: 'acme/cloud', version: 1, digest: hex }, from: new Date(T0 - HOUR).toISOString(), to: new Date(T0 + 9 * HOUR).toISOString(), at: new Date(T0 + 9 * HOUR).toISOString(),
  by: 'ann', glacis: '0.1.0', rootKeyId: keyIdOf(first.publicKey), leftOut: [],
};
export const observation = { fact: 'nodes.total', value: 2, at: T0, subject: 'house', provenance: { is: 'measured' as const, by: 'glacis' } };

/** Decisions an hour apart, the key changed after the second, as the files of an export hold them: two, and two. */
export function decisions(gate: string): Entry[] {
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
export const keys = jsonFile('decisions/keys.json', {
  rootKeyId: keyIdOf(first.publicKey), rootKey: pem(first.publicKey), handovers: [handover],
  keys: [first, second].map(({ publicKey }) => ({ keyid: keyIdOf(publicKey), publicKey: pem(publicKey), validFrom: new Date(T0 - HOUR).toISOString() })),
});
/** A line of a statement that a stranger to the decisions signed. */
export const signedByProber = ((): object => {
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

/** An export of two gates through a change of keys, as bytes of tar; `change` is made before it is signed. */
export async function exported(change?: (files: Entry[]) => void, { key = second.privateKey }: { key?: KeyObject } = {}): Promise<Buffer> {
  const files = await filesOf(change);
  const pieces: Buffer[] = [];
  for await (const piece of packed((async function* () { for (const file of files) yield await Promise.resolve(file); })(), summary, key)) pieces.push(piece);
  return Buffer.concat(pieces);
}
