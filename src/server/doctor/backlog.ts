import type pg from 'pg';
import type { Clock } from '../../kernel/clock.ts';
import { duration, ok, problem, warning, type Finding } from './finding.ts';

/** A server tells of itself every second; after this it is gone. */
const SILENT_MS = 60_000;
/** Lines are stored within a second or so. */
const SLOW_MS = 60_000;

/** What every server accepted and has not stored yet, and servers that went away with something. */
export async function backlog(client: pg.ClientBase, clock: Clock): Promise<Finding[]> {
  const check = 'spool';
  const { rows } = await client.query<{ server: string; waiting: string; since: Date | null; seen: Date; claims: string }>(
    `SELECT server, waiting::text, waiting_since AS since, seen_at AS seen,
       (SELECT count(*) FROM ingest_claims c WHERE c.server = s.server)::text AS claims
     FROM ingest_spools s WHERE NOT stopped OR waiting > 0 ORDER BY server`,
  );
  const findings = rows.flatMap(({ server, waiting, since, seen, claims }) => {
    const silent = clock.now() - seen.getTime();
    const held = `${waiting} lines and ${claims} batches`;
    if (silent > SILENT_MS && (waiting !== '0' || claims !== '0')) {
      return problem(check, `server ${server}, silent for ${duration(silent)}, has ${held} that are not stored`, 'Start it again with its data directory: its spool holds them.');
    }
    const age = since === null ? 0 : clock.now() - since.getTime();
    if (age > SLOW_MS) return warning(check, `server ${server} has ${waiting} lines waiting, the oldest for ${duration(age)}`, 'The event store is down or slow; nothing is lost while the spool has room.');
    return [];
  });
  return findings.length > 0 ? findings : [ok(check, 'no accepted line waits for long')];
}
