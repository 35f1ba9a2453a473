import { dsse } from '@sigstore/core';
import { generateKeyPairSync, verify } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkBundle, type Bundle } from './bundle.ts';
import { decisionOf, handOver } from './decide.ts';
import { keyIdOf, payloadDigest, preAuthEncoding, type Envelope } from './dsse.ts';

const keys = Array.from({ length: 3 }, () => generateKeyPairSync('ed25519'));
const HOUR = 3_600_000;
const T0 = Date.parse('2026-11-27T00:00:00Z');
const hex = 'ab'.repeat(32);

/** Decisions an hour apart, each by the key of its time; keys change before the second and the fourth. */
function history(): Bundle {
  const [first, second, third] = keys.map(({ privateKey }) => privateKey);
  if (first === undefined || second === undefined || third === undefined) throw new Error('no keys');
  const decisions: Envelope[] = [];
  for (const [hour, key] of [first, second, second, third].entries()) {
    const last = decisions.at(-1);
    decisions.push(decide(hour, hour === 2 ? 'closed' : 'open', last === undefined ? null : payloadDigest(last), key));
  }
  return {
    mediaType: 'application/vnd.glacis.gate-bundle+json;version=1', rootKey: pem(0), decisions,
    keys: [handOver(publicOf(1), { key: first, at: T0 + HOUR / 2 }), handOver(publicOf(2), { key: second, at: T0 + 2.5 * HOUR })],
  };
}
const publicOf = (index: number) => keys[index]?.publicKey ?? generateKeyPairSync('ed25519').publicKey;
const pem = (index: number) => publicOf(index).export({ type: 'spki', format: 'pem' }).toString();
const decide = (hour: number, state: 'open' | 'closed', previous: string | null, key: Parameters<typeof decisionOf>[1], gate = 'infra-repo') => decisionOf({
  verifier: 'https://glacis.example', version: '0.1.0', evaluation: { at: T0 + hour * HOUR, program: hex, digest: hex },
  gate: { id: gate, state, verdicts: [], holding: [], sentence: 'in words', overrides: [] }, inputs: [{ uri: 'fact:nodes.total', sha256: hex }], previous,
}, key);
const trusted = new Set([keyIdOf(publicOf(0))]);

test('is checked from the first key through two changes of keys', () => {
  const checked = checkBundle(history(), trusted);
  expect(checked).toMatchObject({ is: 'sound', decisions: [{}, {}, { predicate: { verificationResult: 'FAILED', verifiedLevels: [] } }, { predicate: { verificationResult: 'PASSED', verifiedLevels: ['GLACIS_GATE_INFRA_REPO'] } }] });
});

test('an independent implementation of DSSE finds every signature right', () => {
  for (const [index, { payloadType, payload, signatures }] of history().decisions.entries()) {
    const signed = dsse.preAuthEncoding(payloadType, Buffer.from(payload, 'base64'));
    const key = publicOf([0, 1, 1, 2][index] ?? 0);
    expect(verify(null, signed, key, Buffer.from(signatures[0]?.sig ?? '', 'base64'))).toBe(true);
  }
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.uint8Array(), (type, payload) => {
    expect(preAuthEncoding(type, Buffer.from(payload)).equals(dsse.preAuthEncoding(type, Buffer.from(payload)))).toBe(true);
  }));
});

test('one flipped bit anywhere in what was signed, or in a signature, is found', () => {
  const sound = history();
  fc.assert(fc.property(fc.nat(), fc.nat(7), fc.constantFrom('payload', 'sig'), fc.boolean(), (place, bit, what, ofKey) => {
    const bundle = structuredClone(sound);
    const list = ofKey ? bundle.keys : bundle.decisions;
    const envelope = list[place % list.length];
    const signature = envelope?.signatures[0];
    if (envelope === undefined || signature === undefined) throw new Error('no envelope');
    const bytes = Buffer.from(what === 'payload' ? envelope.payload : signature.sig, 'base64');
    const at = place % bytes.length;
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
    if (what === 'payload') envelope.payload = bytes.toString('base64');
    else signature.sig = bytes.toString('base64');
    expect(checkBundle(bundle, trusted).is).toBe('tampered');
  }), { numRuns: 300 });
});

test.for<readonly [string, (bundle: Bundle) => void, string]>([
  ['a decision that is left out', ({ decisions }) => void decisions.splice(1, 1), 'does not follow'],
  ['two that change places', (bundle) => void Object.assign(bundle, { decisions: bundle.decisions.toReversed() }), 'does not follow'],
  ['a key that is left out', (bundle) => void bundle.keys.pop(), 'no key of this bundle'],
  ['another key put in', (bundle) => void bundle.keys.push(handOver(generateKeyPairSync('ed25519').publicKey, { key: generateKeyPairSync('ed25519').privateKey, at: T0 + 9 * HOUR })), 'not signed by the one before'],
  ['an old key that goes on', ({ decisions }) => void decisions.push(decide(5, 'open', payloadDigest(decisions.at(-1) ?? decide(0, 'open', null, keys[0]!.privateKey)), keys[0]!.privateKey)), 'at a time that was not its own'],
  ['another gate\'s', ({ decisions }) => void decisions.push(decide(5, 'open', payloadDigest(decisions[3]!), keys[2]!.privateKey, 'other')), 'another gate'],
  ['another type', ({ decisions }) => void Object.assign(decisions[0]!, { payloadType: 'text/plain' }), 'of type text/plain'],
])('%s is found', ([, change, words]) => {
  const bundle = history();
  change(bundle);
  expect(checkBundle(bundle, trusted)).toMatchObject({ is: 'tampered', words: expect.stringContaining(words) });
});

test('a bundle whose first key nobody knows is not trusted, however sound', () => {
  expect(checkBundle(history(), new Set([hex])).is).toBe('untrusted');
});
