import type { KeyObject } from 'node:crypto';
import type { Evaluation, GateVerdict } from '../gate/evaluate.ts';
import { canonical } from '../gate/digest.ts';
import { STATEMENT_TYPE, keyIdOf, seal, type Envelope } from './dsse.ts';
import { KEY_TYPE, VSA_TYPE, type Decision, type KeyStatement } from './statement.ts';

export type Decided = {
  /** Who decides: the public address of this Glacis. */
  verifier: string;
  version: string;
  evaluation: Pick<Evaluation, 'at' | 'program' | 'digest'>;
  gate: GateVerdict;
  /** What the evidence was. */
  inputs: readonly { uri: string; sha256: string }[];
  /** Payload digest of the gate's decision before this one. */
  previous: string | null;
};

/** A gate's decision, signed. `key` is an Ed25519 private key. */
export function decisionOf({ verifier, version, evaluation, gate, inputs, previous }: Decided, key: KeyObject): Envelope {
  const resourceUri = `${verifier}#gate/${gate.id}`;
  const decision: Decision = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: resourceUri, digest: { sha256: evaluation.digest } }],
    predicateType: VSA_TYPE,
    predicate: {
      verifier: { id: verifier, version: { glacis: version } },
      timeVerified: new Date(evaluation.at).toISOString(),
      resourceUri,
      policy: { uri: `${verifier}#program`, digest: { sha256: evaluation.program } },
      inputAttestations: inputs.map(({ uri, sha256 }) => ({ uri, digest: { sha256 } })),
      verificationResult: gate.state === 'open' ? 'PASSED' : 'FAILED',
      verifiedLevels: gate.state === 'open' ? [`GLACIS_GATE_${gate.id.toUpperCase().replaceAll('-', '_')}`] : [],
      glacis: {
        gate: gate.id, state: gate.state, sentence: gate.sentence, evaluation: evaluation.digest, previous,
        holding: [...gate.holding], overrides: gate.overrides.map(({ id }) => id),
      },
    },
  };
  return seal(STATEMENT_TYPE, Buffer.from(canonical(decision)), key);
}

/** The key that holds now hands over to the next. */
export function handOver(next: KeyObject, { key, at }: { key: KeyObject; at: number }): Envelope {
  const keyid = keyIdOf(next);
  const statement: KeyStatement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: `key ${keyid}`, digest: { sha256: keyid } }],
    predicateType: KEY_TYPE,
    predicate: { keyid, publicKey: next.export({ type: 'spki', format: 'pem' }).toString(), validFrom: new Date(at).toISOString() },
  };
  return seal(STATEMENT_TYPE, Buffer.from(canonical(statement)), key);
}
