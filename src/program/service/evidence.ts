import { and, desc, eq, getTableColumns, gt, inArray, isNotNull, isNull, lt, max, sql } from 'drizzle-orm';
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { z } from 'zod';
import { inTransaction, type Queryable } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { AddEvidenceKey, Claim, ConfirmEvidenceKey, EvidenceKey, MakeClaim, PostStatement } from '../contract.ts';
import { STATEMENT_TYPE, keyIdOf, parsedPayload, payloadDigest, signersOf } from '../decision/dsse.ts';
import { statements, type StatementSigner } from '../export/tables.ts';
import { facts } from '../facts/index.ts';
import { stateOf, type Evidence, type Provenance } from '../gate/fact.ts';
import { claims, evidence, evidenceKeys, fromOutside } from '../tables.ts';
import { goneAmong, needsAnother, second } from './people.ts';
import type { ProgramStore } from './programs.ts';
import { FactStatement } from './statement.ts';

type Needs = Pick<Kernel, 'db' | 'clock' | 'random' | 'audit'>;

const DAY_MS = 86_400_000;
/** One person's word with another's holds at most so long. */
const LONGEST_CLAIM_MS = 180 * DAY_MS;
/** How long observations that were measured are kept: auditors look at a year, and some weeks later. Statements and claims stay. */
const KEEP_MEASURED_MS = 400 * DAY_MS;
/** What can be factored vouches for nothing. */
const LEAST_RSA_BITS = 2_048;
const KINDS = new Set(['ed25519', 'ec', 'rsa']);

/** What comes from outside: statements signed by keys that are known, and what two people say. */
export function evidenceDesk({ db, clock, random, audit }: Needs, { programs }: { programs: ProgramStore }) {
  const definitions = new Map(facts.map((fact) => [fact.id, fact]));
  const outside = (id: string) => {
    const definition = definitions.get(id);
    if (definition === undefined) throw errors.invalid({ what: `There is no fact ${id}.` });
    if (definition.from !== 'outside') throw errors.invalid({ what: `${id} is measured by Glacis itself, and nobody else says what it is.` });
    return definition;
  };

  async function knownKeys(at: Queryable): Promise<Map<string, { key: KeyObject; facts: ReadonlySet<string>; signer: StatementSigner }>> {
    const rows = await at.select().from(evidenceKeys).where(isNotNull(evidenceKeys.confirmedBy));
    return new Map(rows.map(({ keyid, name, publicKey, facts: of }) => [keyid, { key: createPublicKey(publicKey), facts: new Set(of), signer: { keyid, name, publicKey } }]));
  }

  return {
    /**
     * Takes a signed statement whole or not at all.
     * @throws {GlacisError} `forbidden` where no key that is known for its facts has signed it; `invalid` for what is no statement, or of something else.
     */
    async post(envelope: z.infer<typeof PostStatement>, by: Principal): Promise<{ facts: string[]; keys: string[]; digest: string }> {
      const known = await knownKeys(db);
      const signers = signersOf(envelope, new Map([...known].map(([id, { key }]) => [id, key])));
      if (signers.length === 0) throw errors.unvouched();
      const statement = FactStatement.safeParse(parsedPayload(envelope));
      if (envelope.payloadType !== STATEMENT_TYPE || !statement.success) throw errors.invalid({ what: 'What was signed is no statement of facts (docs/evidence.md).', ...(statement.error ? { issues: statement.error.issues } : {}) });
      const { subject: [subject], predicate } = statement.data;
      const stated = Object.entries(predicate.facts);
      for (const [id] of stated) {
        outside(id);
        if (!signers.some((signer) => known.get(signer)?.facts.has(id) === true)) throw errors.unvouched();
      }
      const { program } = await programs.current();
      const now = clock.now();
      const digest = payloadDigest(envelope);
      const rows = stated.map(([fact, value]): Evidence => ({
        fact, value, at: Date.parse(predicate.at), subject: subject?.name ?? '', provenance: { is: 'statement', keys: signers, digest },
        ...(predicate.until === undefined ? {} : { until: Date.parse(predicate.until) }),
      }));
      for (const row of rows) {
        const state = stateOf(row, outside(row.fact), { now, subject: program.subject });
        // Stale and run out are taken: they say what was so. The rest says nothing.
        if (state.is === 'unknown' && !['stale', 'expired'].includes(state.because)) throw errors.invalid({ what: `${row.fact}: ${state.words}.` });
      }
      await inTransaction(db, async (tx) => {
        // The same again says nothing new: whoever sends it once more changes nothing.
        const before = await tx.$count(evidence, and(inArray(evidence.fact, rows.map(({ fact }) => fact)), sql`${evidence.provenance}->>'digest' = ${digest}`));
        // A clock that is ahead must not hide what is said a moment later.
        if (before === 0) await tx.insert(evidence).values(rows.map((row) => rowOf({ ...row, at: Math.min(row.at, now) }, now)));
        // For auditors, as it came; the same again is the same.
        await tx.insert(statements).values({ digest, envelope, signers: signers.flatMap((signer) => known.get(signer)?.signer ?? []), by: by.name, receivedAt: new Date(now) }).onConflictDoNothing();
        await audit.record({ action: 'evidence.post', outcome: 'success', actor: by, target: { type: 'statement', id: digest }, detail: { facts: predicate.facts, keys: signers } }, tx);
      });
      return { facts: stated.map(([id]) => id), keys: signers, digest };
    },

    /** @throws {GlacisError} `needs_person` for machines: whoever has a token would be two by it. */
    async claim({ fact, value, reason, until }: z.infer<typeof MakeClaim>, by: Principal): Promise<Claim> {
      if (by.kind !== 'person') throw errors.needsPerson();
      const definition = outside(fact);
      const now = clock.now();
      const end = Date.parse(until);
      if (end <= now || end > now + LONGEST_CLAIM_MS) throw errors.invalid({ what: `What people say holds until a day within the next ${LONGEST_CLAIM_MS / DAY_MS} days.` });
      const tried = stateOf({ fact, value, at: now, subject: '', provenance: { is: 'people', ids: ['one', 'two'], names: [], reason } }, definition, { now, subject: '' });
      if (tried.is === 'unknown') throw errors.invalid({ what: `${fact}: ${tried.words}.` });
      const row: typeof claims.$inferSelect = { id: uuidv7(now, random), fact, value, reason, until: new Date(end), by: by.name, byId: by.id, at: new Date(now), confirmedBy: null, confirmedAt: null };
      await inTransaction(db, async (tx) => {
        await tx.insert(claims).values(row);
        await audit.record({ action: 'evidence.claim', outcome: 'success', actor: by, target: { type: 'claim', id: row.id }, detail: { fact, value, until } }, tx);
      });
      return claimOf(row);
    },

    /** A second person says the same: from here on it counts. @throws {GlacisError} `not_found`, `needs_second`, `conflict`. */
    async confirm(id: string, by: Principal): Promise<Claim> {
      return inTransaction(db, async (tx) => {
        const now = clock.now();
        const { program } = await programs.current(tx);
        const [row] = await tx.select().from(claims).where(eq(claims.id, id)).for('update');
        if (!row) throw errors.notFound({ what: 'claim' });
        await second(tx, by, row.byId);
        if (row.confirmedBy !== null) throw errors.conflict({ what: `${row.confirmedBy} has confirmed it already.` });
        if (row.until.getTime() <= now) throw errors.conflict({ what: 'It has run out: say it anew.' });
        const confirmed = { ...row, confirmedBy: by.name, confirmedAt: new Date(now) };
        await tx.update(claims).set({ confirmedBy: by.name, confirmedAt: confirmed.confirmedAt }).where(eq(claims.id, id));
        await tx.insert(evidence).values(rowOf({
          fact: row.fact, value: row.value, at: now, until: row.until.getTime(), subject: program.subject, provenance: { is: 'people', ids: [row.byId, by.id], names: [row.by, by.name], reason: row.reason },
        }, now));
        await audit.record({ action: 'evidence.confirm', outcome: 'success', actor: by, target: { type: 'claim', id }, detail: { fact: row.fact, value: row.value, by: row.by } }, tx);
        return claimOf(confirmed);
      });
    },

    /** Those that wait for a second person, and those that hold. */
    async claims(): Promise<Claim[]> {
      return (await db.select().from(claims).where(gt(claims.until, new Date(clock.now()))).orderBy(desc(claims.at)).limit(500)).map(claimOf);
    },

    async keys(): Promise<z.infer<typeof EvidenceKey>[]> {
      return (await db.select().from(evidenceKeys).orderBy(evidenceKeys.name).limit(500)).map(keyOf);
    },

    /**
     * Adds a key, to be believed once a second person has confirmed it: with a key, one person could say what any fact is.
     * @throws {GlacisError} `invalid` for what is no public key, or facts that are not from outside; `conflict` for one that is
     * known; `needs_person` for a token where a person would have to confirm it.
     */
    async addKey({ name, publicKey, facts: of }: z.infer<typeof AddEvidenceKey>, by: Principal): Promise<z.infer<typeof EvidenceKey>> {
      for (const id of of) outside(id);
      const key = publicKeyIn(publicKey);
      const row = { keyid: keyIdOf(key), name, publicKey: key.export({ type: 'spki', format: 'pem' }).toString(), facts: [...new Set(of)], addedBy: by.name, addedById: by.id, addedAt: new Date(clock.now()) };
      return inTransaction(db, async (tx) => {
        const added = { ...row, confirmedBy: (await needsAnother(tx, by)) ? null : by.name };
        const made = await tx.insert(evidenceKeys).values(added).onConflictDoNothing().returning({ keyid: evidenceKeys.keyid });
        if (made.length === 0) throw errors.conflict({ what: 'This key is known already.' });
        await audit.record({ action: 'evidence-key.create', outcome: 'success', actor: by, target: { type: 'evidence-key', id: row.keyid }, detail: { name, facts: row.facts } }, tx);
        return keyOf(added);
      });
    },

    /** From now on it is believed. @throws {GlacisError} `not_found`, `needs_second`, `conflict`. */
    async confirmKey(keyid: string, { facts: seen }: z.infer<typeof ConfirmEvidenceKey>, by: Principal): Promise<z.infer<typeof EvidenceKey>> {
      return inTransaction(db, async (tx) => {
        const [row] = await tx.select().from(evidenceKeys).where(eq(evidenceKeys.keyid, keyid)).for('update');
        if (!row) throw errors.notFound({ what: 'key' });
        await second(tx, by, row.addedById);
        // Of what was looked at: a key that was taken away and added for other facts is another one.
        if (row.facts.length !== seen.length || !seen.every((fact) => row.facts.includes(fact))) throw errors.conflict({ what: 'It may speak of other facts than you were shown: look again.' });
        if (row.confirmedBy !== null) throw errors.conflict({ what: `${row.confirmedBy} has confirmed it already.` });
        await tx.update(evidenceKeys).set({ confirmedBy: by.name }).where(eq(evidenceKeys.keyid, keyid));
        await audit.record({ action: 'evidence-key.confirm', outcome: 'success', actor: by, target: { type: 'evidence-key', id: keyid }, detail: { name: row.name, facts: row.facts, addedBy: row.addedBy } }, tx);
        return keyOf({ ...row, confirmedBy: by.name });
      });
    },

    /** What it has signed counts no longer, from the next evaluation on. */
    async removeKey(keyid: string, by: Principal): Promise<void> {
      await inTransaction(db, async (tx) => {
        const gone = await tx.delete(evidenceKeys).where(eq(evidenceKeys.keyid, keyid)).returning({ name: evidenceKeys.name });
        if (gone.length === 0) throw errors.notFound({ what: 'key' });
        await audit.record({ action: 'evidence-key.delete', outcome: 'success', actor: by, target: { type: 'evidence-key', id: keyid }, detail: { name: gone[0]?.name } }, tx);
      });
    },

    /**
     * The newest observation from outside of each fact, believed of keys that may still speak of it, and of people who are
     * still here. What differs at the same moment is no observation: nobody knows which of them is so.
     */
    async newest(at: Queryable): Promise<Evidence[]> {
      const keys = new Map((await at.select({ keyid: evidenceKeys.keyid, facts: evidenceKeys.facts }).from(evidenceKeys).where(isNotNull(evidenceKeys.confirmedBy))).map(({ keyid, facts: of }) => [keyid, new Set(of)]));
      const gone = await goneAmong(at);
      const latest = at.select({ fact: evidence.fact, at: max(evidence.at).as('latest') }).from(evidence).where(fromOutside).groupBy(evidence.fact).as('latest');
      const rows = await at.select({ ...getTableColumns(evidence) }).from(evidence).innerJoin(latest, and(eq(evidence.fact, latest.fact), eq(evidence.at, latest.at))).where(fromOutside).orderBy(desc(evidence.seq)).limit(MOST_NEWEST);
      const byFact = Map.groupBy(rows, ({ fact }) => fact);
      return [...byFact.values()].flatMap(([row, ...others]): Evidence[] => {
        if (row === undefined) return [];
        const differing = others.some(({ value, subject }) => value !== row.value || subject !== row.subject);
        const error = differing ? 'what was said of the same moment differs' : row.error;
        return [{
          fact: row.fact, value: differing ? null : row.value, at: row.at.getTime(), subject: row.subject, provenance: believed(row, keys, gone),
          ...(error === null ? {} : { error }), ...(row.until === null ? {} : { until: row.until.getTime() }),
        }];
      });
    },

    async sweep(): Promise<void> {
      const before = new Date(clock.now() - KEEP_MEASURED_MS);
      await db.delete(evidence).where(and(lt(evidence.receivedAt, before), sql`${evidence.provenance}->>'is' = 'measured'`));
      await db.delete(claims).where(and(lt(claims.until, before), isNull(claims.confirmedBy), isNotNull(claims.at)));
    },
  };
}
export type EvidenceDesk = ReturnType<typeof evidenceDesk>;

/** Facts, and what can be said of one at the same moment. */
const MOST_NEWEST = 10_000;

/** Who vouches for it now. */
function believed({ fact, provenance }: typeof evidence.$inferSelect, keys: ReadonlyMap<string, ReadonlySet<string>>, gone: ReadonlySet<string>): Provenance {
  switch (provenance.is) {
    case 'statement': return { ...provenance, keys: provenance.keys.filter((key) => keys.get(key)?.has(fact) === true) };
    case 'people': return { ...provenance, ids: provenance.ids.filter((id) => !gone.has(id)) };
    default: return provenance;
  }
}

const rowOf = ({ fact, value, at, subject, provenance, until, error }: Evidence, now: number): typeof evidence.$inferInsert => ({
  fact, value, error: error ?? null, at: new Date(at), subject, provenance, until: until === undefined ? null : new Date(until), receivedAt: new Date(now),
});

const keyOf = ({ keyid, name, facts: of, addedBy, addedAt, confirmedBy }: typeof evidenceKeys.$inferSelect): z.infer<typeof EvidenceKey> => ({ keyid, name, facts: of, addedBy, addedAt: addedAt.toISOString(), confirmedBy });

const claimOf = ({ id, fact, value, reason, until, by, at, confirmedBy }: typeof claims.$inferSelect): Claim => ({ id, fact, value, reason, by, confirmedBy, until: until.toISOString(), at: at.toISOString() });

function publicKeyIn(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw errors.invalid({ what: 'This is no public key: give it in PEM (BEGIN PUBLIC KEY).' });
  }
  if (/PRIVATE KEY/.test(pem)) throw errors.invalid({ what: 'This is a private key. Keep it, and give the public one.' });
  if ((key.asymmetricKeyDetails?.modulusLength ?? LEAST_RSA_BITS) < LEAST_RSA_BITS) throw errors.invalid({ what: `An RSA key has at least ${LEAST_RSA_BITS} bits.` });
  if (!KINDS.has(key.asymmetricKeyType ?? '')) throw errors.invalid({ what: 'Keys are of Ed25519, ECDSA or RSA.' });
  return key;
}
