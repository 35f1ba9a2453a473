import type { Kernel } from '../../kernel/kernel.ts';
import { accountKey, storable } from '../accountKey.ts';
import { nothing, type Detector } from '../detector.ts';
import type { SignInEvent } from '../signInEvents.ts';
import { signIns as signInTable } from '../tables.ts';
import { failuresBefore } from './failures.ts';
import { judge } from './judge.ts';
import { networkOf } from './network.ts';
import { knownIdentities, learnPlaces, noteFirstSignIns, type Learned } from './places.ts';

const CHUNK = 1_000;
const LONGEST = 300;

/** Judges every successful sign-in once, in the order of the journal, and keeps the judgement. */
export function signInDetector({ db, events, clock }: Pick<Kernel, 'db' | 'events' | 'clock'>): Detector {
  let judged = 0;
  return {
    name: 'sign-ins',
    restore: () => Promise.resolve(),
    advance: () => nothing,
    figures: () => ({ signins_judged: judged }),

    async observe(all) {
      const signIns = all.filter(({ success }) => success);
      if (signIns.length === 0) return nothing;
      const known = await knownIdentities(db, [...new Set(signIns.flatMap(({ user, actor }) => [accountKey(user), accountKey(actor)]))]);
      const failures = await failuresBefore(events, signIns);

      const rows: (typeof signInTable.$inferInsert)[] = [];
      const learned: Learned[] = [];
      const firsts = new Map<string, number>();
      for (const signIn of signIns) {
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
          for (let at = 0; at < rows.length; at += CHUNK) await tx.insert(signInTable).values(rows.slice(at, at + CHUNK)).onConflictDoNothing();
          await noteFirstSignIns(tx, firsts);
          await learnPlaces(tx, learned);
        },
      };
    },
  };
}

function rowOf(signIn: SignInEvent, identity: { id: string; name: string; kind: 'person' | 'service' } | null, reasons: typeof signInTable.$inferInsert.reasons): typeof signInTable.$inferInsert {
  const text = (value: string) => storable(value).slice(0, LONGEST).toWellFormed();
  return {
    id: signIn.id,
    at: new Date(signIn.at),
    receivedAt: new Date(signIn.received),
    account: text(signIn.user),
    accountKey: accountKey(signIn.user),
    identityId: identity?.id ?? null,
    identityName: identity?.name ?? null,
    identityKind: identity?.kind ?? null,
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
