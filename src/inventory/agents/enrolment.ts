import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Identity } from '../../identity/index.ts';
import { hashToken, newToken } from '../../kernel/crypto.ts';
import { inTransaction, type Tx } from '../../kernel/database/index.ts';
import { GlacisError, errors } from '../../kernel/errors.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { systemPrincipal, type Principal } from '../../kernel/principal.ts';
import { revive, seen } from '../assets/seen.ts';
import { tell } from '../assets/tell.ts';
import type { CreateEnrolment, EnrolNode, EnrolledNode } from '../contract.ts';
import { agents, assets, enrolments } from '../tables.ts';
import { assetsChanged } from '../topics.ts';

type Needs = Pick<Kernel, 'db' | 'clock' | 'random' | 'audit' | 'outbox'>;
type Enrolment = typeof enrolments.$inferSelect;

const HOUR_MS = 3_600_000;
const HOUSE = systemPrincipal('agents');

/** How nodes come to report by themselves: a person makes a one-time token, and the node changes it for a credential of its own. */
export function enrolmentDesk(kernel: Needs, { identity }: { identity: Pick<Identity, 'tokens' | 'strangers'> }) {
  const { db, clock, random, audit, outbox } = kernel;

  /** The one statement that spends a token: of two nodes that show it at once, one gets it. A wrong, a spent and an expired one cost the same. */
  async function spend(tx: Tx, token: string, now: Date): Promise<Enrolment> {
    const [row] = await tx.update(enrolments).set({ usedAt: now }).where(and(eq(enrolments.tokenHash, hashToken(token)), isNull(enrolments.usedAt), gt(enrolments.expiresAt, now))).returning();
    if (!row) throw errors.enrolmentRefused();
    return row;
  }

  /** Ends what the machine reported with before. What it was silent since stays until it speaks. */
  async function replace(tx: Tx, node: string) {
    const [before] = await tx.delete(agents).where(eq(agents.nodeId, node)).returning();
    if (before) await endToken(identity.tokens, tx, before.tokenId, HOUSE);
    return before;
  }

  /** What a person said when making the token stands against every rule. */
  async function name(tx: Tx, id: string, { owner, environment }: Enrolment): Promise<void> {
    if (owner === null && environment === null) return;
    const said = [...(owner === null ? [] : ['owner' as const]), ...(environment === null ? [] : ['environment' as const])];
    const [row] = await tx.select({ byHand: assets.byHand }).from(assets).where(eq(assets.id, id));
    await tx.update(assets).set({ ...(owner === null ? {} : { owner }), ...(environment === null ? {} : { environment }), byHand: [...new Set([...(row?.byHand ?? []), ...said])] }).where(eq(assets.id, id));
    await tell(outbox, tx, assetsChanged, [id]);
  }

  async function enrol(tx: Tx, { token, name: own, machine, version }: z.infer<typeof EnrolNode>, ip: string): Promise<z.infer<typeof EnrolledNode>> {
    const now = new Date(clock.now());
    const enrolment = await spend(tx, token, now);
    const node = await seen(kernel, tx, { kind: 'node', key: machine, name: enrolment.name ?? own, at: now });
    await revive(kernel, tx, [node.id], now);
    await name(tx, node.id, enrolment);
    const before = await replace(tx, node.id);
    const source = before?.source ?? (await freeSource(tx, node.name, node.id));
    const made = await identity.tokens.create({ name: `agent ${node.name}`.slice(0, 120), scopes: ['agent'], source, node: node.id, by: HOUSE }, tx);
    await tx.insert(agents).values({
      id: uuidv7(clock.now(), random), nodeId: node.id, tokenId: made.token.id, machine, source, version, enrolledAt: now, enrolledBy: enrolment.createdBy,
      lastReportAt: before?.lastReportAt ?? null, silentSince: before?.silentSince ?? null,
    });
    const detail = { name: node.name, enrolledBy: enrolment.createdBy, source, replaced: before !== undefined };
    await audit.record({ action: 'agent.enroll', outcome: 'success', actor: { kind: 'unknown', name: node.name, ip }, target: { type: 'asset', id: node.id }, detail }, tx);
    return { node: node.id, name: node.name, token: made.secret, source };
  }

  return {
    /** A one-time token, told once. */
    async create({ name: given, expiresInHours, owner, environment }: z.infer<typeof CreateEnrolment>, by: Principal): Promise<{ token: string; expiresAt: string }> {
      const now = clock.now();
      const token = newToken('enrol', random);
      const expiresAt = new Date(now + expiresInHours * HOUR_MS);
      const facts = { name: given ?? null, owner: owner ?? null, environment: environment ?? null };
      await inTransaction(db, async (tx) => {
        await tx.insert(enrolments).values({ ...facts, tokenHash: hashToken(token), createdBy: by.name, createdAt: new Date(now), expiresAt });
        await audit.record({ action: 'enrolment.create', outcome: 'success', actor: by, detail: { ...facts, expiresAt: expiresAt.toISOString() } }, tx);
      });
      return { token, expiresAt: expiresAt.toISOString() };
    },

    /** Changes a one-time token for a node's credential. @throws {GlacisError} `enrolment_refused`, `too_many`. */
    enroll: (given: z.infer<typeof EnrolNode>, ip: string): Promise<z.infer<typeof EnrolledNode>> =>
      identity.strangers.admit('enrolment', ip, { action: 'agent.enroll', outcome: 'failure', actor: { kind: 'unknown', name: given.name, ip } }, () => inTransaction(db, (tx) => enrol(tx, given, ip))),

    /** Forgets tokens that are of no use any more. */
    async sweep(): Promise<void> {
      await db.execute(sql`DELETE FROM enrolments WHERE least(expires_at, used_at) < ${new Date(clock.now()).toISOString()}::timestamptz - interval '7 days'`);
    },
  };
}
export type EnrolmentDesk = ReturnType<typeof enrolmentDesk>;

/** Ends an agent's token; somebody may have revoked it by hand before. */
export async function endToken(tokens: Identity['tokens'], tx: Tx, id: string, by: Principal): Promise<void> {
  try {
    await tokens.revoke(id, by, tx);
  } catch (error) {
    if (!(error instanceof GlacisError && error.code === 'not_found')) throw error;
  }
}

/** The source of a node's logs: `node-<name>`, with something of its id where another node has that one. */
async function freeSource(tx: Tx, name: string, id: string): Promise<string> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(x'61c19'::int)`);
  const wanted = `node-${name.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, '-').slice(0, 48)}`;
  const [taken] = await tx.select({ id: agents.id }).from(agents).where(eq(agents.source, wanted));
  return taken ? `${wanted}-${id.slice(0, 8)}` : wanted;
}
