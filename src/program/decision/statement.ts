import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const digest = z.object({ sha256 });
const instant = z.iso.datetime({ offset: true });

export const VSA_TYPE = 'https://slsa.dev/verification_summary/v1';
export const KEY_TYPE = 'https://glacis.dev/key/v1';

/** An in-toto Statement, v1 (https://github.com/in-toto/attestation, spec/v1/statement.md). */
const statement = <T extends z.ZodType>(type: string, predicate: T) =>
  z.object({
    _type: z.literal('https://in-toto.io/Statement/v1'),
    subject: z.array(z.object({ name: z.string().max(1_000), digest })).min(1).max(100),
    predicateType: z.literal(type),
    predicate,
  });

/**
 * A gate's decision: a SLSA Verification Summary (https://slsa.dev/spec/v1.1/verification_summary) of the program, with what
 * Glacis knows beside it under `glacis`. Only `open` has passed.
 */
export const Decision = statement(VSA_TYPE, z.object({
  verifier: z.object({ id: z.string().max(1_000), version: z.record(z.string(), z.string()).optional() }),
  timeVerified: instant,
  resourceUri: z.string().max(1_000),
  policy: z.object({ uri: z.string().max(1_000), digest }),
  inputAttestations: z.array(z.object({ uri: z.string().max(1_000), digest })).max(10_000),
  verificationResult: z.enum(['PASSED', 'FAILED']),
  verifiedLevels: z.array(z.string().max(200)).max(100),
  glacis: z.object({
    gate: z.string().max(100),
    state: z.enum(['open', 'closed', 'unknown']),
    sentence: z.string().max(4_000),
    /** Of the evaluation: program, facts, time and result. */
    evaluation: sha256,
    /** Payload digest of the decision before this one; null for the first. */
    previous: sha256.nullable(),
    holding: z.array(z.object({ milestone: z.string().optional(), requirement: z.string(), outcome: z.enum(['met', 'unmet', 'unknown']), because: z.string() })).max(10_000),
    overrides: z.array(z.string().max(100)).max(100),
  }),
}));
export type Decision = z.infer<typeof Decision>;

/** The key that holds now says which key holds next: so that decisions can be checked through every change of keys. */
export const KeyStatement = statement(KEY_TYPE, z.object({ keyid: sha256, publicKey: z.string().max(4_000), validFrom: instant }));
export type KeyStatement = z.infer<typeof KeyStatement>;
