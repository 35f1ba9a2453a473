import { z } from 'zod';

/** The name of the last entry: an archive without it is not whole. */
export const MANIFEST = 'manifest.json';

const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/);

/** What a backup says of itself. docs/backup.md describes the file. */
export const Manifest = z.object({
  format: z.literal(1),
  glacis: z.string(),
  createdAt: z.iso.datetime(),
  /** Time of the last migration that the tables had seen, and the version of the job queue's tables. */
  schema: z.number(),
  jobs: z.number().optional(),
  /** Highest sequence number of the batch journal that is in it; all events up to there are, and none after. */
  journal: z.number(),
  /** Whether it was taken of a stopped server: then lines that waited in its spool are in it too. */
  spool: z.boolean(),
  state: z.array(z.object({ schema: name, table: name, columns: z.array(name), rows: z.number() })),
  sequences: z.array(z.object({ schema: name, sequence: name, last: z.string().regex(/^-?\d+$/), called: z.boolean() })),
  events: z.array(z.object({ table: name, columns: z.array(name), rows: z.number() })),
  entries: z.array(z.object({ name: z.string().max(100), bytes: z.number(), sha256: z.string() })),
});
export type Manifest = z.infer<typeof Manifest>;
