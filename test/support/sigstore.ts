import { Verifier, toSignedEntity, toTrustMaterial } from '@sigstore/verify';
import type { KeyObject } from 'node:crypto';
import type { Envelope } from '../../src/program/decision/dsse.ts';

const nobody = { mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1', certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] };
/** A key that is known asks for no log and no timestamp of the outside, as `cosign --key … --insecure-ignore-tlog`. */
const offline = { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 0 };

/** Whether sigstore's own verifier finds that a DSSE envelope is signed by the key that it names, among these. */
export function sigstoreAccepts({ payloadType, payload, signatures }: Envelope, keys: ReadonlyMap<string, KeyObject>): boolean {
  const [first] = signatures;
  const trust = toTrustMaterial(nobody, (hint) => {
    const publicKey = keys.get(hint);
    if (publicKey === undefined) throw new Error(`no key ${hint}`);
    return { publicKey, validFor: () => true };
  });
  const entity = toSignedEntity({
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { content: { $case: 'publicKey', publicKey: { hint: first?.keyid ?? '' } }, tlogEntries: [], timestampVerificationData: undefined },
    content: { $case: 'dsseEnvelope', dsseEnvelope: { payloadType, payload: Buffer.from(payload, 'base64'), signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig: Buffer.from(sig, 'base64') })) } },
  });
  try {
    new Verifier(trust, offline).verify(entity);
    return true;
  } catch {
    return false;
  }
}
