import { and, arrayOverlaps, desc, eq, gt, isNull } from 'drizzle-orm';
import type { z } from 'zod';
import { inTransaction, type Queryable, type Tx } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { MakeOverride, OverrideAnswer } from '../contract.ts';
import type { Override } from '../gate/override.ts';
import { bearingOn } from '../gate/program.ts';
import { overrides } from '../tables.ts';
import { goneAmong, second } from './people.ts';
import type { ProgramStore } from './programs.ts';

type Row = typeof overrides.$inferSelect;
const DAY_MS = 86_400_000;
/** An exception that lasts is no exception. */
const LONGEST_MS = 30 * DAY_MS;

/** Two people let a gate open although something is not met: shown everywhere until it is gone. */
export function overrideDesk({ db, clock, random, audit }: Pick<Kernel, 'db' | 'clock' | 'random' | 'audit'>, { programs }: { programs: ProgramStore }) {
  return {
    /**
     * @throws {GlacisError} `needs_person` for machines; `not_found` for a gate that is not there, `invalid` for conditions that are
     * not in the program.
     */
    async propose(gate: string, { requirements, reason, control, until }: z.infer<typeof MakeOverride>, by: Principal): Promise<OverrideAnswer> {
      if (by.kind !== 'person') throw errors.needsPerson();
      const now = clock.now();
      const end = Date.parse(until);
      if (end <= now || end > now + LONGEST_MS) throw errors.invalid({ what: `An exception ends within ${LONGEST_MS / DAY_MS} days.` });
      const row: Row = {
        id: uuidv7(now, random), gate, requirements: [...new Set(requirements)], reason, control, by: by.name, byId: by.id, at: new Date(now),
        approvedBy: null, approvedById: null, approvedAt: null, until: new Date(end), endedAt: null,
      };
      await inTransaction(db, async (tx) => {
        const { program } = await programs.held(tx);
        const found = program.gates.find(({ id }) => id === gate);
        if (!found) throw errors.notFound({ what: 'gate' });
        const known = new Set(bearingOn(found, program).map(({ id }) => id));
        const unknown = requirements.find((id) => !known.has(id));
        if (unknown !== undefined) throw errors.invalid({ what: `${found.title} does not ask ${unknown}.` });
        await tx.insert(overrides).values(row);
        await audit.record({ action: 'override.propose', outcome: 'success', actor: by, target: { type: 'gate', id: gate }, detail: { override: row.id, requirements, reason, until } }, tx);
      });
      return answerOf(row, now);
    },

    /** @throws {GlacisError} `needs_second` for who proposed it and for machines, `conflict` where it is decided or has run out. */
    async approve(id: string, by: Principal): Promise<OverrideAnswer> {
      return inTransaction(db, async (tx) => {
        const now = clock.now();
        const [row] = await tx.select().from(overrides).where(eq(overrides.id, id)).for('update');
        if (!row) throw errors.notFound({ what: 'exception' });
        await second(tx, by, row.byId);
        if (row.approvedBy !== null) throw errors.conflict({ what: `${row.approvedBy} has approved it already.` });
        if (row.endedAt !== null || row.until.getTime() <= now) throw errors.conflict({ what: 'It has ended.' });
        const approved = { approvedBy: by.name, approvedById: by.id, approvedAt: new Date(now) };
        await tx.update(overrides).set(approved).where(eq(overrides.id, id));
        await audit.record({ action: 'override.approve', outcome: 'success', actor: by, target: { type: 'gate', id: row.gate }, detail: { override: id, by: row.by } }, tx);
        return answerOf({ ...row, ...approved }, now);
      });
    },

    /** Anybody who may propose may end one: that only closes. */
    async end(id: string, by: Principal): Promise<void> {
      await inTransaction(db, async (tx) => {
        const [row] = await tx.update(overrides).set({ endedAt: new Date(clock.now()) }).where(and(eq(overrides.id, id), isNull(overrides.endedAt))).returning();
        if (!row) throw errors.notFound({ what: 'exception' });
        await audit.record({ action: 'override.end', outcome: 'success', actor: by, target: { type: 'gate', id: row.gate }, detail: { override: id } }, tx);
      });
    },

    /** Exceptions are of conditions as they were read: of one that says something else now there is none. Within the transaction that changes them. */
    async endOf(tx: Tx, requirements: readonly string[], by: Principal): Promise<void> {
      if (requirements.length === 0) return;
      const ended = await tx.update(overrides).set({ endedAt: new Date(clock.now()) })
        .where(and(isNull(overrides.endedAt), gt(overrides.until, new Date(clock.now())), arrayOverlaps(overrides.requirements, [...requirements]))).returning({ id: overrides.id, gate: overrides.gate });
      for (const { id, gate } of ended) await audit.record({ action: 'override.end', outcome: 'success', actor: by, target: { type: 'gate', id: gate }, detail: { override: id, because: 'its condition was changed' } }, tx);
    },

    /** Those that wait or hold: for people, and those that count for the evaluation. */
    async current(at: Queryable): Promise<{ shown: OverrideAnswer[]; inForce: Override[] }> {
      const now = clock.now();
      const rows = await at.select().from(overrides).where(and(isNull(overrides.endedAt), gt(overrides.until, new Date(now)))).orderBy(desc(overrides.at)).limit(500);
      const gone = await goneAmong(at);
      const held = rows.filter(({ byId, approvedById }) => !gone.has(byId) && !(approvedById !== null && gone.has(approvedById)));
      return { shown: held.map((row) => answerOf(row, now)), inForce: held.flatMap(countedOf) };
    },
  };
}
export type OverrideDesk = ReturnType<typeof overrideDesk>;

const answerOf = ({ id, gate, requirements, by, approvedBy, approvedAt, at, reason, control, until, endedAt }: Row, now: number): OverrideAnswer => ({
  id, gate, requirements, by, approvedBy, reason, control, from: (approvedAt ?? at).toISOString(), until: until.toISOString(),
  state: endedAt !== null || until.getTime() <= now ? 'ended' : approvedBy === null ? 'proposed' : 'active',
});

/** As the evaluation takes it, people by their ids: only what a second person has approved. */
const countedOf = ({ id, gate, requirements, byId, approvedById, approvedAt, reason, control, until }: Row): Override[] =>
  approvedById === null || approvedAt === null ? [] : [{ id, gate, requirements, by: byId, approvedBy: approvedById, reason, control, from: approvedAt.getTime(), until: until.getTime() }];
