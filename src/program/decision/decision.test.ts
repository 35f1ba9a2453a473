import { dsse } from '@sigstore/core';
import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sigstoreAccepts } from '../../../test/support/sigstore.ts';
import { Bundle, checkBundle } from './bundle.ts';
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

test('sigstore\'s own verifier accepts every decision and every change of keys by the key that each names, and by no other', () => {
  const { decisions, keys: handovers } = history();
  const all = new Map(keys.map(({ publicKey }) => [keyIdOf(publicKey), publicKey]));
  for (const envelope of [...decisions, ...handovers]) {
    expect(sigstoreAccepts(envelope, all)).toBe(true);
    expect(sigstoreAccepts(envelope, new Map([...all.keys()].map((id) => [id, generateKeyPairSync('ed25519').publicKey])))).toBe(false);
  }
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.uint8Array(), (type, payload) => {
    expect(preAuthEncoding(type, Buffer.from(payload)).equals(dsse.preAuthEncoding(type, Buffer.from(payload)))).toBe(true);
  }));
});

/** A change of one bit of a text of base64 or hex, by what it stands for. */
function flipped(text: string, encoding: 'base64' | 'hex', place: number, bit: number): string {
  const bytes = Buffer.from(text, encoding);
  const at = place % bytes.length;
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
  return bytes.toString(encoding);
}

test('one flipped bit anywhere in what was signed, in a signature or in the id of its key is found, by us and by sigstore', () => {
  const sound = history();
  const all = new Map(keys.map(({ publicKey }) => [keyIdOf(publicKey), publicKey]));
  fc.assert(fc.property(fc.nat(), fc.nat(7), fc.constantFrom('payload', 'sig', 'keyid'), fc.boolean(), (place, bit, what, ofKey) => {
    const bundle = structuredClone(sound);
    const list = ofKey ? bundle.keys : bundle.decisions;
    const envelope = list[place % list.length]!;
    const signature = envelope.signatures[0]!;
    if (what === 'payload') envelope.payload = flipped(envelope.payload, 'base64', place, bit);
    else if (what === 'sig') signature.sig = flipped(signature.sig, 'base64', place, bit);
    else signature.keyid = flipped(signature.keyid, 'hex', place, bit);
    expect(checkBundle(bundle, trusted).is).toBe('tampered');
    expect(sigstoreAccepts(envelope, all)).toBe(false);
  }), { numRuns: 120 });
});

test('one changed character of what is base64 is found, also one that decoders overlook', () => {
  const text = JSON.stringify(history());
  const signature = history().decisions[0]!.signatures[0]!.sig;
  // 64 bytes end in one character of which four bits count.
  const overlooked = signature.replace(/.(?===$)/, (last) => String.fromCharCode(last.charCodeAt(0) + 1));
  expect(Buffer.from(overlooked, 'base64').equals(Buffer.from(signature, 'base64'))).toBe(true);
  expect(Bundle.safeParse(JSON.parse(text)).success).toBe(true);
  expect(Bundle.safeParse(JSON.parse(text.replace(signature, overlooked))).success).toBe(false);
});

test('decisions of years, with a key a year, are checked from the first key on; the key of one year decides nothing in another', () => {
  const YEAR = 366 * 24 * HOUR;
  const years = Array.from({ length: 12 }, () => generateKeyPairSync('ed25519'));
  const decisions: Envelope[] = [];
  for (const [year, { privateKey }] of years.entries()) {
    for (const hour of [0, 4_000]) decisions.push(decide(year * 366 * 24 + hour, hour === 0 ? 'open' : 'closed', decisions.length === 0 ? null : payloadDigest(decisions.at(-1)!), privateKey));
  }
  const handovers = years.slice(1).map(({ publicKey }, at) => handOver(publicKey, { key: years[at]!.privateKey, at: T0 + (at + 1) * YEAR - HOUR }));
  const bundle: Bundle = { mediaType: 'application/vnd.glacis.gate-bundle+json;version=1', rootKey: years[0]!.publicKey.export({ type: 'spki', format: 'pem' }).toString(), keys: handovers, decisions };
  const root = new Set([keyIdOf(years[0]!.publicKey)]);
  expect(checkBundle(Bundle.parse(JSON.parse(JSON.stringify(bundle))), root)).toMatchObject({ is: 'sound', decisions: { length: 24 } });
  const late = decide(11 * 366 * 24 + 5_000, 'open', payloadDigest(decisions.at(-1)!), years[3]!.privateKey);
  expect(checkBundle({ ...bundle, decisions: [...decisions, late] }, root)).toMatchObject({ is: 'tampered', words: expect.stringContaining('at a time that was not its own') });
});

test.for<readonly [string, (bundle: Bundle) => void, string]>([
  ['a decision that is left out', ({ decisions }) => void decisions.splice(1, 1), 'does not follow'],
  ['two that change places', (bundle) => void Object.assign(bundle, { decisions: bundle.decisions.toReversed() }), 'does not follow'],
  ['a key that is left out', (bundle) => void bundle.keys.pop(), 'no key of this bundle'],
  ['a hand-over by another key than the one before', (bundle) => void bundle.keys.splice(1, 1, handOver(publicOf(2), { key: keys[0]!.privateKey, at: T0 + 2.5 * HOUR })), 'not signed by the one before'],
  ['a link that names another decision', (bundle) => void bundle.decisions.splice(3, 1, decide(3, 'open', hex, keys[2]!.privateKey)), 'does not follow'],
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
