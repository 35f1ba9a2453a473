import { sql } from 'drizzle-orm';
import type { Tx } from '../../../kernel/database/index.ts';
import type { Judged } from '../rules/judge.ts';

/** Writes what was judged of issues. */
export async function writeJudged(tx: Tx, judged: readonly (Judged & { id: string })[]): Promise<void> {
  if (judged.length === 0) return;
  await tx.execute(sql`
    UPDATE issues i SET
      state = r.state, required = r.required, priority = r.priority, factors = r.factors, owner = r.owner, opened_at = r."openedAt", triaged_at = r."triagedAt",
      planned_at = r."plannedAt", resolved_at = r."resolvedAt", told_at = r."toldAt", appeared = r.appeared, clock_what = r."clockWhat", due = r.due, clocks = r.clocks,
      plan = r.plan, proposed = r.proposed, open_places = r."openPlaces", open_assets = r."openAssets", undecided_places = r."undecidedPlaces",
      exposed = r.exposed, running = r.running, environments = r.environments
    FROM jsonb_to_recordset(${JSON.stringify(judged)}::jsonb) AS r(
      id text, state text, required boolean, priority smallint, factors jsonb, owner text, "openedAt" timestamptz, "triagedAt" timestamptz, "plannedAt" timestamptz,
      "resolvedAt" timestamptz, "toldAt" timestamptz, appeared text, "clockWhat" text, due date, clocks jsonb, plan jsonb, proposed text,
      "openPlaces" integer, "openAssets" integer, "undecidedPlaces" integer, exposed boolean, running boolean, environments text[])
    WHERE i.id = r.id`);
}
