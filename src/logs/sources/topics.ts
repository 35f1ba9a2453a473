import { z } from 'zod';
import { topic } from '../../kernel/outbox.ts';

const instant = z.iso.datetime({ offset: true });

/** A source fell silent or fails to parse. The id names the episode: told again, it is the same trouble. */
const SourceTrouble = z.object({
  id: z.string(),
  source: z.string(),
  kind: z.enum(['silent', 'failing']),
  /** Silent: its last line. Failing: when it was noticed. */
  since: instant,
  at: instant,
  /** For people: how long silent and since when, or how much is not parsed. */
  detail: z.string(),
});
export type SourceTrouble = z.infer<typeof SourceTrouble>;

/** The trouble of that id is over. */
const SourceRecovered = z.object({ id: z.string(), source: z.string(), kind: z.enum(['silent', 'failing']), at: instant });

export const sourceTrouble = topic('logs.source-trouble', SourceTrouble);
export const sourceRecovered = topic('logs.source-recovered', SourceRecovered);
