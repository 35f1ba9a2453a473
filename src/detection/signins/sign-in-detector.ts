import { sql } from 'drizzle-orm';
import type { Tx } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { accountKey, storable } from '../account-key.ts';
import type { SignIn } from '../contract.ts';
import { nothing, type Detector } from '../detector.ts';
import type { SignInEvent } from '../gathering.ts';
import { signIns } from '../tables.ts';
import { failuresBefore } from './failures.ts';
import { judge, type KnownIdentity } from './judge.ts';
import { networkOf } from './network.ts';
import { knownIdentities, learnPlaces, noteFirstSignIns, type Learned } from './places.ts';

const CHUNK = 5_000;
const LONGEST = 300;

/** Judges every successful sign-in once, in the order of the journal, and keeps the judgement. */
export function signInDetector({ db, events, clock }: Pick<Kernel, 'db' | 'events' | 'clock'>): Detector {
  let judged = 0;
  return {
    name: 'sign-ins',
    restore: () => Promise.resolve(),
    advance: () => nothing,
    figures: () => ({ signins_judged: judged }),

    async observe({ succeeded }) {
      if (succeeded.length === 0) return nothing;
      const known = await knownIdentities(db, [...new Set(succeeded.flatMap(({ user, actor }) => [accountKey(user), accountKey(actor)]))]);
      const failures = await failuresBefore(events, succeeded);

      const rows: JudgedRow[] = [];
      const learned: Learned[] = [];
      const firsts = new Map<string, number>();
      for (const signIn of succeeded) {
        const identity = known.get(accountKey(signIn.user)) ?? null;
        const actorIdentity = known.get(accountKey(signIn.actor))?.id ?? null;
        const { reasons, learn } = judge(signIn, { identity, actorIdentity, failures: failures(signIn) });
        rows.push(rowOf(signIn, identity, reasons));
        if (identity === null) continue;
        if (identity.firstSignInAt === null) {
          identity.firstSignInAt = signIn.at;
          firsts.set(identity.id, signIn.at);
        }
        const since = new Date(clock.now());
        if (learn.network !== null) {
          identity.knownNetworks.add(learn.network);
          learned.push({ identityId: identity.id, kind: 'network', place: storable(learn.network), how: 'learned', since });
        }
        if (learn.country !== null) {
          identity.knownCountries.add(learn.country);
          learned.push({ identityId: identity.id, kind: 'country', place: storable(learn.country), how: 'learned', since });
        }
      }
      judged += rows.length;
      return {
        findings: [],
        async write(tx) {
          for (let at = 0; at < rows.length; at += CHUNK) await keep(tx, rows.slice(at, at + CHUNK));
          await noteFirstSignIns(tx, firsts);
          await learnPlaces(tx, learned);
        },
      };
    },
  };
}

type JudgedRow = ReturnType<typeof rowOf>;

/** Writes rows that are not there yet: as one value, because thousands of rows as parameters of their own take many times as long. */
async function keep(tx: Tx, rows: readonly JudgedRow[]): Promise<void> {
  await tx.execute(sql`
    INSERT INTO ${signIns} (id, at, received_at, account, account_key, identity_id, identity_name, identity_kind, product, source, host, ip, network, country, means, actor, expected, reasons)
    SELECT id, at, received_at, account, account_key, identity_id, identity_name, identity_kind, product, source, host, ip, network, country, means, actor, expected, reasons
    FROM jsonb_populate_recordset(NULL::${signIns}, ${JSON.stringify(rows)}::jsonb)
    ON CONFLICT (id) DO NOTHING`);
}

/** A row of `sign_ins`, by the names of its columns. */
function rowOf(signIn: SignInEvent, identity: Pick<KnownIdentity, 'id' | 'name' | 'kind'> | null, reasons: SignIn['reasons']) {
  const text = (value: string) => storable(value).slice(0, LONGEST).toWellFormed();
  return {
    id: signIn.id,
    at: new Date(signIn.at).toISOString(),
    received_at: new Date(signIn.received).toISOString(),
    account: text(signIn.user),
    account_key: accountKey(signIn.user),
    identity_id: identity?.id ?? null,
    identity_name: identity?.name ?? null,
    identity_kind: identity?.kind ?? null,
    product: text(signIn.service),
    source: signIn.source,
    host: text(signIn.host),
    ip: text(signIn.address),
    network: text(networkOf(signIn.address)),
    country: text(signIn.country),
    means: text(signIn.means),
    actor: text(signIn.actor),
    expected: reasons.length === 0,
    reasons: reasons.map(({ reason, because }) => ({ reason, because: storable(because).slice(0, 2 * LONGEST).toWellFormed() })),
  };
}
