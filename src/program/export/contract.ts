import { z } from 'zod';
import { Envelope } from '../decision/dsse.ts';
import { FactValue, Provenance } from '../gate/fact.ts';

const instant = z.iso.datetime({ offset: true });
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** `GET /api/v1/program/export`: what happened from one time to another; the last 366 days where nothing is said. */
export const ExportQuery = z.object({ from: instant.optional(), to: instant.optional() });

export const EXPORT_TYPE = 'https://glacis.dev/audit-export/v1';
/** The file that names all others; it is the last. */
export const MANIFEST = 'manifest.dsse.json';

/** What an archive is about; its files, by sha256, are the subjects of the statement that holds it. */
export const ExportSummary = z.object({
  program: z.object({ title: z.string().max(1_000), subject: z.string().max(1_000), version: z.number().int(), digest: sha256 }),
  from: instant, to: instant,
  /** When it was made, and by whom. */
  at: instant, by: z.string().max(1_000),
  glacis: z.string().max(100),
  /** The first key of the decisions, by which whoever checks knows this Glacis. */
  rootKeyId: sha256,
  /** What the caller may not see, and is therefore not in it. */
  leftOut: z.array(z.string().max(1_000)).max(20),
});
export type ExportSummary = z.infer<typeof ExportSummary>;

/** An in-toto statement, v1, of all files. */
export const ExportStatement = z.object({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z.array(z.object({ name: z.string().min(1).max(100), digest: z.object({ sha256 }) })).min(1).max(100_000),
  predicateType: z.literal(EXPORT_TYPE),
  predicate: ExportSummary,
});
export type ExportStatement = z.infer<typeof ExportStatement>;

/** `decisions/keys.json`. */
export const ExportedKeys = z.object({
  rootKeyId: sha256, rootKey: z.string().max(4_000), handovers: z.array(Envelope).max(1_000),
  keys: z.array(z.object({ keyid: sha256, publicKey: z.string().max(4_000), validFrom: instant })).min(1).max(1_001),
});
export type ExportedKeys = z.infer<typeof ExportedKeys>;

/** A line of `evidence/observations-….ndjson`: `digest` is by what decisions name it, of `observation` in canonical JSON. */
export const ObservationLine = z.object({
  digest: sha256, receivedAt: instant,
  observation: z.object({ fact: z.string(), value: FactValue.nullable(), error: z.string().optional(), at: z.number(), subject: z.string(), provenance: Provenance, until: z.number().optional() }),
});
export type ObservationLine = z.infer<typeof ObservationLine>;

/** A line of `evidence/statements-….ndjson`: the envelope as it came, and who signed it. */
export const StatementLine = z.object({
  digest: sha256, receivedAt: instant, by: z.string(), envelope: z.object({ payloadType: z.string(), payload: z.string(), signatures: z.array(z.object({ keyid: z.string(), sig: z.string() })) }),
  signers: z.array(z.object({ keyid: z.string(), name: z.string(), publicKey: z.string() })).min(1),
});
export type StatementLine = z.infer<typeof StatementLine>;

/** `program/versions.json`. `approvedBy`: the second person, where a version asked less of a gate than the one before. */
export const VersionLines = z.array(z.object({ version: z.number().int(), digest: sha256, changedBy: z.string(), approvedBy: z.string().nullable(), changedAt: instant, file: z.string() })).min(1);
export type VersionLine = z.infer<typeof VersionLines>[number];
