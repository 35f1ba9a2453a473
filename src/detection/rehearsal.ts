import type { Db } from '../kernel/database/index.ts';
import { signInsOfLines } from '../logs/index.ts';
import type { Finding } from './contract.ts';
import { signInGathering } from './gathering.ts';
import { spikeDetector } from './spike-detector.ts';

/** What detection finds of attacks that were made up, by what they are. */
export type Rehearsed = { account: readonly Finding[]; estate: readonly Finding[] };

const MINUTE = 60_000;
const SOURCE = 'glacis-rehearsal';
/** Failures of one account within ten minutes, and of many in each of two periods of five: far more than anybody would call usual. */
const ACCOUNT_FAILURES = 60;
const ESTATE_FAILURES = 600;

/**
 * Gives lines of made-up attacks to the detector that watches the real ones: read by the normalizers, judged by the thresholds in
 * force, with an empty memory, and nothing of it is kept. The same time gives the same findings.
 */
export async function rehearse(db: Db, now: number): Promise<Rehearsed> {
  const account = await found(db, accountAttack(now), now, 'signin.account-spike');
  const estate = await found(db, estateAttack(now), now, 'signin.estate-spike');
  return { account, estate };
}

async function found(db: Db, lines: readonly string[], now: number, detection: string): Promise<Finding[]> {
  const detector = spikeDetector(db);
  const gathering = signInGathering();
  for (const row of signInsOfLines(lines, { source: SOURCE, receivedAt: now })) gathering.add(row);
  const { findings } = await detector.observe(gathering.done(), now);
  return findings.filter((finding) => finding.detection === detection);
}

const failure = (at: number, account: string, address: string): string => `${new Date(at).toISOString()} rehearsal sshd[1]: Failed password for ${account} from ${address} port 50000 ssh2`;

const accountAttack = (now: number): string[] =>
  Array.from({ length: ACCOUNT_FAILURES }, (_, n) => failure(now - 10 * MINUTE + n * 10_000, SOURCE, '192.0.2.1'));

/** In two whole periods that are over. */
function estateAttack(now: number): string[] {
  const period = 5 * MINUTE;
  const begin = Math.floor(now / period) * period - 2 * period;
  return Array.from({ length: 2 * ESTATE_FAILURES }, (_, n) => failure(begin + n * (period / ESTATE_FAILURES), `${SOURCE}-${n % 200}`, `192.0.2.${n % 250}`));
}
