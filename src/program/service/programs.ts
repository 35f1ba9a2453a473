import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { inTransaction, type Queryable, type Tx } from '../../kernel/database/index.ts';
import { errors, GlacisError } from '../../kernel/errors.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import { facts } from '../facts/index.ts';
import { readProgram, type Problem } from '../file/read.ts';
import type { ProgramFile } from '../file/schema.ts';
import { conditionReader } from '../gate/condition.ts';
import { loosened, type Loosened } from '../gate/loosened.ts';
import type { Program } from '../gate/program.ts';
import type { ProgramProposal } from '../contract.ts';
import { programProposals, programVersions } from '../tables.ts';
import { template } from '../templates/index.ts';
import { needsAnother, second } from './people.ts';

export type Held = { program: Program; /** As it was written, read. */ file: ProgramFile; text: string; version: number; changedBy: string; changedAt: Date; /** What its file leaves to be confirmed. */ warnings: readonly Problem[] };

/** The program that a house without one has: its conditions are not known at first, and keep its gates closed. */
const FIRST: Omit<typeof programVersions.$inferSelect, 'digest'> = { version: 0, text: template('cloud-launch'), changedBy: 'glacis', changedAt: new Date(0), approvedBy: null };

/** What the program before asked is not known any more, so that any other may ask less. */
const UNREADABLE: readonly Loosened[] = [{ gate: '', title: 'The program before, which cannot be read any more', conditions: [] }];

/** What became of a program: it holds, or waits for a second person and the one before holds. */
export type Put = { version: number; digest: string; warnings: readonly Problem[]; loosened: readonly Loosened[]; /** What waits. */ proposal: string | null };

/** Another program in the place of the one before it. */
export type Saved = { version: number; before: Program; after: Program; by: Principal; /** Who had proposed it, where it took two. */ proposedBy: string | null; at: Date; /** Gates of which less is asked than before. */ loosened: readonly Loosened[] };

/**
 * Every program that ever held; the newest holds. `saved` hears of each in the transaction that writes it. Whoever may write
 * it moves milestones and adds conditions alone; what asks less of a gate takes two people, as an exception does. The first
 * program of a house is free: until then it has nobody's.
 */
export function programStore({ db, clock, random, audit }: Pick<Kernel, 'db' | 'clock' | 'random' | 'audit'>, { saved }: { saved: (tx: Tx, change: Saved) => Promise<void> }) {
  const readCondition = conditionReader(facts);
  let last: Held | undefined;

  async function current(at: Queryable = db): Promise<Held> {
    const [newest = { version: FIRST.version, digest: undefined }] = await at.select({ version: programVersions.version, digest: programVersions.digest }).from(programVersions).orderBy(desc(programVersions.version)).limit(1);
    // A program may be a megabyte, and is asked for at every look at a gate.
    if (last?.version === newest.version && (newest.digest === undefined || last.program.digest === newest.digest)) return last;
    const [row = FIRST] = await at.select().from(programVersions).where(eq(programVersions.version, newest.version));
    const read = readProgram(row.text, readCondition);
    if (read.is === 'problems') throw errors.invalid({ what: `The program that is kept cannot be read any more: ${read.problems[0]?.words ?? ''}` });
    const { text, version, changedBy, changedAt } = row;
    return (last = { program: read.program, file: read.file, text, version, changedBy, changedAt, warnings: read.warnings });
  }

  /** The program of now; none where a newer Glacis cannot read it any more, so that another can take its place. */
  async function readable(at: Queryable): Promise<Program | undefined> {
    try {
      return (await current(at)).program;
    } catch (error) {
      if (error instanceof GlacisError) return undefined;
      throw error;
    }
  }

  /** One change at a time; gives the version that holds. */
  async function oneAtATime(tx: Tx): Promise<number> {
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('program', 0))`);
    const [newest] = await tx.select({ version: programVersions.version }).from(programVersions).orderBy(desc(programVersions.version)).limit(1);
    return newest?.version ?? 0;
  }

  type Next = { version: number; text: string; program: Program; changedBy: string; approvedBy: string | null; before: Program | undefined; loosened: readonly Loosened[] };

  /** The next version holds; what was proposed to follow the one before does so no longer. */
  async function put(tx: Tx, { version, text, program, changedBy, approvedBy, before, loosened: less }: Next, by: Principal): Promise<void> {
    const at = new Date(clock.now());
    await tx.insert(programVersions).values({ version, text, digest: program.digest, changedBy, changedAt: at, approvedBy });
    await tx.update(programProposals).set({ endedAt: at }).where(isNull(programProposals.endedAt));
    const detail = { digest: program.digest, ...(less.length === 0 ? {} : { loosened: less }), ...(approvedBy === null ? {} : { proposedBy: changedBy }) };
    await audit.record({ action: 'program.update', outcome: 'success', actor: by, target: { type: 'program', id: String(version) }, detail }, tx);
    if (before !== undefined) await saved(tx, { version, before, after: program, by, proposedBy: approvedBy === null ? null : changedBy, at, loosened: less });
  }

  return {
    current,
    /** The program, which stays what it is until the transaction ends. */
    async held(tx: Tx): Promise<Held> {
      await oneAtATime(tx);
      return current(tx);
    },
    /**
     * Puts a program in the place of the one before it, or lets it wait for a second person where a gate could open on less.
     * @throws {GlacisError} `invalid` with every problem and where it stands; `needs_person` for a token where a person would have to approve.
     */
    async save(text: string, by: Principal): Promise<Put> {
      const read = sound(text);
      const { program, warnings } = read;
      return inTransaction(db, async (tx) => {
        const version = await oneAtATime(tx);
        const before = await readable(tx);
        const less = before === undefined ? UNREADABLE : loosened(before, program);
        const answer = { digest: program.digest, warnings, loosened: less };
        if (version > 0 && less.length > 0 && (await needsAnother(tx, by))) {
          const id = uuidv7(clock.now(), random);
          await tx.insert(programProposals).values({ id, base: version, text, digest: program.digest, loosened: less, by: by.name, byId: by.id, at: new Date(clock.now()) });
          await audit.record({ action: 'program.propose', outcome: 'success', actor: by, target: { type: 'program', id }, detail: { digest: program.digest, loosened: less } }, tx);
          return { ...answer, version, proposal: id };
        }
        await put(tx, { version: version + 1, text, program, changedBy: by.name, approvedBy: null, before, loosened: less }, by);
        return { ...answer, version: version + 1, proposal: null };
      });
    },

    /** Those that wait for a second person, the newest first. */
    async proposals(): Promise<ProgramProposal[]> {
      const rows = await db.select().from(programProposals).where(isNull(programProposals.endedAt)).orderBy(desc(programProposals.at)).limit(20);
      return rows.map(({ id, text, digest, loosened: less, by, at }) => ({ id, text, digest, loosened: less.map((one) => ({ ...one, conditions: [...one.conditions] })), by, at: at.toISOString() }));
    },

    /** It holds from now on. @throws {GlacisError} `not_found`, `needs_second`; `conflict` where it was decided or another version came first. */
    async approve(id: string, by: Principal): Promise<Put> {
      return inTransaction(db, async (tx) => {
        const version = await oneAtATime(tx);
        const [row] = await tx.select().from(programProposals).where(eq(programProposals.id, id));
        if (!row) throw errors.notFound({ what: 'proposal' });
        await second(tx, by, row.byId);
        if (row.endedAt !== null || row.base !== version) throw errors.conflict({ what: 'It was decided, or the program has changed since: propose it anew.' });
        const { program, warnings } = sound(row.text);
        await put(tx, { version: version + 1, text: row.text, program, changedBy: row.by, approvedBy: by.name, before: await readable(tx), loosened: row.loosened }, by);
        return { version: version + 1, digest: row.digest, warnings, loosened: row.loosened, proposal: null };
      });
    },

    /** Anybody who may propose one may take it back. @throws {GlacisError} `not_found`. */
    async takeBack(id: string, by: Principal): Promise<void> {
      await inTransaction(db, async (tx) => {
        await oneAtATime(tx);
        const gone = await tx.update(programProposals).set({ endedAt: new Date(clock.now()) }).where(and(eq(programProposals.id, id), isNull(programProposals.endedAt))).returning({ id: programProposals.id });
        if (gone.length === 0) throw errors.notFound({ what: 'proposal' });
        await audit.record({ action: 'program.take-back', outcome: 'success', actor: by, target: { type: 'program', id } }, tx);
      });
    },
  };

  function sound(text: string): Extract<ReturnType<typeof readProgram>, { is: 'program' }> {
    const read = readProgram(text, readCondition);
    if (read.is === 'problems') throw errors.invalid({ what: `The program has ${read.problems.length} ${read.problems.length === 1 ? 'problem' : 'problems'}: ${read.problems[0]?.words ?? ''}`, issues: read.problems });
    return read;
  }
}
export type ProgramStore = ReturnType<typeof programStore>;
