import { desc, sql } from 'drizzle-orm';
import { inTransaction, type Queryable, type Tx } from '../../kernel/database/index.ts';
import { errors, GlacisError } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import { facts } from '../facts/index.ts';
import { readProgram, type Problem } from '../file/read.ts';
import type { ProgramFile } from '../file/schema.ts';
import { conditionReader } from '../gate/condition.ts';
import { loosened, type Loosened } from '../gate/loosened.ts';
import type { Program } from '../gate/program.ts';
import { programVersions } from '../tables.ts';
import { template } from '../templates/index.ts';

export type Held = { program: Program; /** As it was written, read. */ file: ProgramFile; text: string; version: number; changedBy: string; changedAt: Date; /** What its file leaves to be confirmed. */ warnings: readonly Problem[] };

/** The program that a house without one has: its conditions are not known at first, and keep its gates closed. */
const FIRST: Omit<typeof programVersions.$inferSelect, 'digest'> = { version: 0, text: template('cloud-launch'), changedBy: 'glacis', changedAt: new Date(0) };

/** Another program in the place of the one before it. */
export type Saved = { version: number; before: Program; after: Program; by: Principal; at: Date; /** Gates of which less is asked than before. */ loosened: readonly Loosened[] };

/** Every program that ever held; the newest holds. `saved` hears of each in the transaction that writes it. */
export function programStore({ db, clock, audit }: Pick<Kernel, 'db' | 'clock' | 'audit'>, { saved }: { saved: (tx: Tx, change: Saved) => Promise<void> }) {
  const readCondition = conditionReader(facts);
  let last: Held | undefined;

  async function current(at: Queryable = db): Promise<Held> {
    const [row = FIRST] = await at.select().from(programVersions).orderBy(desc(programVersions.version)).limit(1);
    // Reading a program takes milliseconds, and it is asked for at every look at a gate.
    if (last?.version === row.version && last.text === row.text) return last;
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

  return {
    current,
    /** @throws {GlacisError} `invalid` with every problem and where it stands. */
    async save(text: string, by: Principal): Promise<{ version: number; digest: string; warnings: readonly Problem[]; loosened: readonly Loosened[] }> {
      const read = readProgram(text, readCondition);
      if (read.is === 'problems') throw errors.invalid({ what: `The program has ${read.problems.length} ${read.problems.length === 1 ? 'problem' : 'problems'}: ${read.problems[0]?.words ?? ''}`, issues: read.problems });
      const { digest } = read.program;
      return inTransaction(db, async (tx) => {
        await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('program', 0))`);
        const [newest] = await tx.select({ version: programVersions.version }).from(programVersions).orderBy(desc(programVersions.version)).limit(1);
        const version = (newest?.version ?? 0) + 1;
        const at = new Date(clock.now());
        const before = await readable(tx);
        const less = before === undefined ? [] : loosened(before, read.program);
        await tx.insert(programVersions).values({ version, text, digest, changedBy: by.name, changedAt: at });
        await audit.record({ action: 'program.update', outcome: 'success', actor: by, target: { type: 'program', id: String(version) }, detail: { digest, ...(less.length === 0 ? {} : { loosened: less }) } }, tx);
        if (before !== undefined) await saved(tx, { version, before, after: read.program, by, at, loosened: less });
        return { version, digest, warnings: read.warnings, loosened: less };
      });
    },
  };
}
export type ProgramStore = ReturnType<typeof programStore>;
