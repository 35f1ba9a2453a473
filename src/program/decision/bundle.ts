import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { Envelope, STATEMENT_TYPE, keyIdOf, parsedPayload, payloadDigest, signersOf } from './dsse.ts';
import { Decision, KeyStatement } from './statement.ts';

/** The decisions of one gate, from some point on, with what it takes to check them offline. */
export const Bundle = z.object({
  mediaType: z.literal('application/vnd.glacis.gate-bundle+json;version=1'),
  /** The first key, in PEM; whoever checks must know it by its id from elsewhere. */
  rootKey: z.string().max(4_000),
  /** Each signed by the key before it. */
  keys: z.array(Envelope).max(1_000),
  decisions: z.array(Envelope).min(1).max(100_000),
});
export type Bundle = z.infer<typeof Bundle>;

export type Checked =
  | { is: 'sound'; decisions: readonly Decision[] }
  /** Something is not as it was signed. */
  | { is: 'tampered'; words: string }
  /** It may be sound, but not by a key that is trusted. */
  | { is: 'untrusted'; words: string };

/**
 * Checks a bundle without asking anybody: the chain of keys from a root that is trusted, each decision's signature, and that
 * each names the one before it, of the same gate, not earlier.
 */
export function checkBundle({ rootKey, keys, decisions }: Bundle, trusted: ReadonlySet<string>): Checked {
  const chain = keyChain(rootKey, keys);
  if (typeof chain === 'string') return { is: 'tampered', words: chain };
  const root = [...chain.keys()][0] ?? '';
  if (!trusted.has(root)) return { is: 'untrusted', words: `Its first key is ${root}, which is not one that you trust.` };

  const read: Decision[] = [];
  let previous: string | undefined;
  for (const [index, envelope] of decisions.entries()) {
    const words = (what: string): Checked => ({ is: 'tampered', words: `Decision ${index + 1}: ${what}` });
    if (envelope.payloadType !== STATEMENT_TYPE) return words(`is of type ${envelope.payloadType}.`);
    const signers = namedSigners(envelope, chain);
    if (signers.length === 0) return words('its signature is of no key of this bundle, or names another.');
    const decision = parsed(envelope, Decision);
    if (decision === undefined) return words('is no verification summary of a gate.');
    if (!signers.some((id) => isInTime(chain.get(id), Date.parse(decision.predicate.timeVerified)))) return words('was signed by a key at a time that was not its own.');
    const before = read.at(-1);
    if (before !== undefined) {
      if (decision.predicate.glacis.previous !== previous) return words('does not follow the one before it: one was left out, or put in.');
      if (decision.predicate.glacis.gate !== before.predicate.glacis.gate) return words('is of another gate.');
      if (Date.parse(decision.predicate.timeVerified) < Date.parse(before.predicate.timeVerified)) return words('is earlier than the one before it.');
    }
    if ((decision.predicate.verificationResult === 'PASSED') !== (decision.predicate.glacis.state === 'open')) return words('says two different things.');
    read.push(decision);
    previous = payloadDigest(envelope);
  }
  return { is: 'sound', decisions: read };
}

/** A key, and the time in which it decided; milliseconds since the epoch; the moment of the hand-over is both keys'. */
export type Link = { key: KeyObject; from: number; until: number };

/** Who has got hold of a key that was given up decides nothing after its time. `at` in milliseconds since the epoch. */
export const isInTime = (link: Link | undefined, at: number): boolean => link !== undefined && link.from <= at && at <= link.until;

/** Those of these keys that have signed it and are named by a signature: what is written here is of Glacis, which names them. */
export const namedSigners = (envelope: Envelope, keys: ReadonlyMap<string, Pick<Link, 'key'>>): string[] =>
  signersOf(envelope, new Map(envelope.signatures.flatMap(({ keyid }) => {
    const known = keys.get(keyid);
    return known === undefined ? [] : [[keyid, known.key]];
  })));

/** Every key that the root leads to by its id, in order, or what is wrong. */
export function keyChain(rootKey: string, envelopes: readonly Envelope[]): Map<string, Link> | string {
  const root = publicKey(rootKey);
  if (root === undefined) return 'Its first key cannot be read.';
  let last: Link = { key: root, from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
  const chain = new Map([[keyIdOf(root), last]]);
  for (const [index, envelope] of envelopes.entries()) {
    if (namedSigners(envelope, new Map([[keyIdOf(last.key), last]])).length === 0) return `Key ${index + 2} is not signed by the one before it.`;
    const next = parsed(envelope, KeyStatement);
    const key = next && publicKey(next.predicate.publicKey);
    if (key === undefined || keyIdOf(key) !== next?.predicate.keyid) return `Key ${index + 2} is not the one that was signed.`;
    const from = Date.parse(next.predicate.validFrom);
    if (from <= last.from) return `Key ${index + 2} is earlier than the one before it.`;
    last.until = from;
    last = { key, from, until: Number.POSITIVE_INFINITY };
    chain.set(keyIdOf(key), last);
  }
  return chain;
}

function publicKey(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}

const parsed = <T extends z.ZodType>(envelope: Envelope, shape: T): z.infer<T> | undefined => shape.safeParse(parsedPayload(envelope)).data;
