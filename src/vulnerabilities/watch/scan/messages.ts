import { z } from 'zod';

/** What the scanning process is told, as one line of its standard input: secrets are in no argument and no environment. */
export const ScanOrder = z.object({
  /** `registry:HOST/REPOSITORY@DIGEST` */
  reference: z.string(),
  platform: z.string().optional(),
  scheme: z.enum(['https:', 'http:']),
  credentials: z.union([z.object({ user: z.string(), password: z.string() }), z.object({ bearer: z.string() }), z.literal('none')]),
  /** Networks that may be reached although they are not public. */
  allow: z.array(z.string()),
});
export type ScanOrder = z.infer<typeof ScanOrder>;

/** What it says in the end. The report is checked by who reads it: what read a hostile image is not believed either. */
export const ScanOutcome = z.discriminatedUnion('is', [
  z.object({ is: z.literal('done'), report: z.unknown() }),
  /** `platforms`: those that the image is there for, where it is not for the one that was asked for. */
  z.object({ is: z.literal('failed'), reason: z.string().max(4_000), platforms: z.array(z.string().max(100)).max(30) }),
]);
export type ScanOutcome = z.infer<typeof ScanOutcome>;
