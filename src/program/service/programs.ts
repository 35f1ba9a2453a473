import { desc, sql } from 'drizzle-orm';
import { inTransaction, type Queryable } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import { facts } from '../facts/index.ts';
import { readProgram, type Problem } from '../file/read.ts';
import { conditionReader } from '../gate/condition.ts';
import type { Program } from '../gate/program.ts';
import { programVersions } from '../tables.ts';
import { template } from '../templates/index.ts';

export type Held = { program: Program; text: string; version: number; changedBy: string; changedAt: Date; /** What its file leaves to be confirmed. */ warnings: readonly Problem[] };

/** The program that a house without one has: its conditions are not known at first, and keep its gates closed. */
const FIRST: Omit<typeof programVersions.$inferSelect, 'digest'> = { version: 0, text: template('cloud-launch'), changedBy: 'glacis', changedAt: new Date(0) };

/** Every program that ever held; the newest holds. */
export function programStore({ db, clock, audit }: Pick<Kernel, 'db' | 'clock' | 'audit'>) {
  const readCondition = conditionReader(facts);
  let last: Held | undefined;

  async function current(at: Queryable = db): Promise<Held> {
    const [row = FIRST] = await at.select().from(programVersions).orderBy(desc(programVersions.version)).limit(1);
    // Reading a program takes milliseconds, and it is asked for at every look at a gate.
    if (last?.version === row.version && last.text === row.text) return last;
    const read = readProgram(row.text, readCondition);
    if (read.is === 'problems') throw errors.invalid({ what: `The program that is kept cannot be read any more: ${read.problems[0]?.words ?? ''}` });
    const { text, version, changedBy, changedAt } = row;
    return (last = { program: read.program, text, version, changedBy, changedAt, warnings: read.warnings });
  }

  return {
    current,
    /** @throws {GlacisError} `invalid` with every problem and where it stands. */
    async save(text: string, by: Principal): Promise<{ version: number; digest: string; warnings: readonly Problem[] }> {
      const read = readProgram(text, readCondition);
      if (read.is === 'problems') throw errors.invalid({ what: `The program has ${read.problems.length} ${read.problems.length === 1 ? 'problem' : 'problems'}: ${read.problems[0]?.words ?? ''}`, issues: read.problems });
      const { digest } = read.program;
      const version = await inTransaction(db, async (tx) => {
        await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('program', 0))`);
        const [newest] = await tx.select({ version: programVersions.version }).from(programVersions).orderBy(desc(programVersions.version)).limit(1);
        const next = (newest?.version ?? 0) + 1;
        await tx.insert(programVersions).values({ version: next, text, digest, changedBy: by.name, changedAt: new Date(clock.now()) });
        await audit.record({ action: 'program.update', outcome: 'success', actor: by, target: { type: 'program', id: String(next) }, detail: { digest } }, tx);
        return next;
      });
      return { version, digest, warnings: read.warnings };
    },
  };
}
export type ProgramStore = ReturnType<typeof programStore>;
