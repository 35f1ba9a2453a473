import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';

/** base64 as it is written, in one way only: RFC 4648 leaves bits at the end that decoders overlook (section 3.5). */
const base64 = z.base64().refine((text) => Buffer.from(text, 'base64').toString('base64') === text, 'base64 with bits that nobody reads');

/** A Dead Simple Signing Envelope (https://github.com/secure-systems-lab/dsse, envelope.md, v1.0.0). */
export const Envelope = z.object({
  payloadType: z.string().max(200),
  /** base64 */
  payload: base64.max(16 * 1024 * 1024),
  signatures: z.array(z.object({ keyid: z.string().max(200), sig: base64.max(10_000) })).min(1).max(20),
});
export type Envelope = z.infer<typeof Envelope>;

export const STATEMENT_TYPE = 'application/vnd.in-toto+json';

/** What is signed: type and payload with their lengths, so that neither can pass for the other (DSSE protocol.md, PAE). */
export function preAuthEncoding(type: string, payload: Buffer): Buffer {
  const name = Buffer.from(type, 'utf8');
  return Buffer.concat([Buffer.from(`DSSEv1 ${name.length} `), name, Buffer.from(` ${payload.length} `), payload]);
}

/** sha256 of the public key's SPKI in DER, in hex: the same for whoever has the key. */
export const keyIdOf = (key: KeyObject): string => {
  const open = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256').update(open.export({ type: 'spki', format: 'der' })).digest('hex');
};

/** Signs bytes, which are kept as they are: nobody has to write them the same way again. `key` is an Ed25519 private key. */
export function seal(type: string, payload: Buffer, key: KeyObject): Envelope {
  return {
    payloadType: type,
    payload: payload.toString('base64'),
    signatures: [{ keyid: keyIdOf(key), sig: sign(null, preAuthEncoding(type, payload), key).toString('base64') }],
  };
}

/** The ids of those of these keys that have signed it. A signature counts by the key that verifies it, whatever key it names. */
export function signersOf({ payloadType, payload, signatures }: Envelope, keys: ReadonlyMap<string, KeyObject>): string[] {
  const signed = preAuthEncoding(payloadType, Buffer.from(payload, 'base64'));
  return [...keys].flatMap(([id, key]) => (signatures.some(({ sig }) => isOf(key, signed, Buffer.from(sig, 'base64'))) ? [id] : []));
}

function isOf(key: KeyObject, signed: Buffer, signature: Buffer): boolean {
  // ECDSA and RSA sign a digest, Ed25519 the bytes.
  const algorithm = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  try {
    return verify(algorithm, signed, key, signature);
  } catch {
    return false;
  }
}

/** sha256 of the envelope's payload, in hex: by which the next decision names it. */
export const payloadDigest = ({ payload }: Envelope): string => createHash('sha256').update(Buffer.from(payload, 'base64')).digest('hex');

/** The JSON that an envelope holds; undefined where it is none. */
export const parsedPayload = ({ payload }: Pick<Envelope, 'payload'>): unknown => parsedJson(Buffer.from(payload, 'base64').toString('utf8'));

/** What a text says as JSON; undefined where it is none. */
export function parsedJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
