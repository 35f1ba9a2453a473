import { and, asc, desc, eq, gt, gte, lt, lte, or, sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../kernel/database/index.ts';
import { digestOf } from '../gate/digest.ts';
import { claims, evidence, gateDecisions, overrides, programProposals, programVersions } from '../tables.ts';
import type { ObservationLine, StatementLine } from './contract.ts';
import { statements } from './tables.ts';

/** From one time to another, both included; milliseconds since the epoch. */
export type Range = { from: number; to: number };

/** Rows a page: what a client that reads slowly keeps in memory. Statements and programs may be a megabyte each. */
const PAGE = 500;
const LARGE = 20;

/** Pages of rows, each asked for when the last one was taken. */
async function* pages<Row>(size: number, read: (after: Row | undefined) => PromiseLike<Row[]>): AsyncGenerator<Row[], void, undefined> {
  for (let after: Row | undefined; ;) {
    const rows = await read(after);
    if (rows.length > 0) yield rows;
    if (rows.length < size) return;
    after = rows.at(-1);
  }
}

const within = (column: Parameters<typeof gte>[0], { from, to }: Range): SQL | undefined => and(gte(column, new Date(from)), lte(column, new Date(to)));

/** Every program of the range, and the one that held when it began; text by text. */
export async function* programRows(db: Db, { from, to }: Range): AsyncGenerator<(typeof programVersions.$inferSelect)[], void, undefined> {
  const [first] = await db.select({ version: programVersions.version }).from(programVersions).where(lte(programVersions.changedAt, new Date(from))).orderBy(desc(programVersions.version)).limit(1);
  yield* pages<typeof programVersions.$inferSelect>(LARGE, (after) => db.select().from(programVersions)
    .where(and(gte(programVersions.version, first?.version ?? 0), lte(programVersions.changedAt, new Date(to)), after && gt(programVersions.version, after.version)))
    .orderBy(asc(programVersions.version)).limit(LARGE));
}

/** Gates of which anything was decided in the range. */
export const decidedGates = async (db: Db, range: Range): Promise<string[]> =>
  (await db.selectDistinct({ gate: gateDecisions.gate }).from(gateDecisions).where(within(gateDecisions.at, range)).orderBy(asc(gateDecisions.gate))).map(({ gate }) => gate);

type DecisionRow = Pick<typeof gateDecisions.$inferSelect, 'seq' | 'at' | 'state' | 'envelope'>;

/** Decisions of a gate, in order. */
export const decisionRows = (db: Db, gate: string, range: Range): AsyncGenerator<DecisionRow[], void, undefined> =>
  pages<DecisionRow>(PAGE, (after) => db.select({ seq: gateDecisions.seq, at: gateDecisions.at, state: gateDecisions.state, envelope: gateDecisions.envelope }).from(gateDecisions)
    .where(and(eq(gateDecisions.gate, gate), within(gateDecisions.at, range), after && gt(gateDecisions.seq, after.seq))).orderBy(asc(gateDecisions.seq)).limit(PAGE));

/** Observations that came in the range, after the newest of each fact before it: on these its first decisions rest. */
export async function* observationRows(db: Db, range: Range): AsyncGenerator<ObservationLine[], void, undefined> {
  yield (await db.selectDistinctOn([evidence.fact]).from(evidence).where(lt(evidence.receivedAt, new Date(range.from))).orderBy(evidence.fact, desc(evidence.at), desc(evidence.seq))).map(observationOf);
  const came = pages<typeof evidence.$inferSelect>(PAGE, (after) => db.select().from(evidence)
    .where(and(within(evidence.receivedAt, range), after && gt(evidence.seq, after.seq))).orderBy(asc(evidence.seq)).limit(PAGE));
  for await (const rows of came) yield rows.map(observationOf);
}

function observationOf({ fact, value, error, at, subject, provenance, until, receivedAt }: typeof evidence.$inferSelect): ObservationLine {
  const observation = { fact, value, at: at.getTime(), subject, provenance, ...(error === null ? {} : { error }), ...(until === null ? {} : { until: until.getTime() }) };
  return { digest: digestOf(observation), receivedAt: receivedAt.toISOString(), observation };
}

/** Statements that came in the range, as they came. */
export async function* statementRows(db: Db, range: Range): AsyncGenerator<StatementLine[], void, undefined> {
  const came = pages<typeof statements.$inferSelect>(LARGE, (after) => db.select().from(statements)
    .where(and(within(statements.receivedAt, range), after && or(gt(statements.receivedAt, after.receivedAt), and(eq(statements.receivedAt, after.receivedAt), gt(statements.digest, after.digest)))))
    .orderBy(asc(statements.receivedAt), asc(statements.digest)).limit(LARGE));
  for await (const rows of came) yield rows.map(({ digest, envelope, signers, by, receivedAt }) => ({ digest, receivedAt: receivedAt.toISOString(), by, envelope, signers }));
}

/** What people said in the range, or what held in it: both people, by id and name. */
export const claimRows = (db: Db, { from, to }: Range): AsyncGenerator<(typeof claims.$inferSelect)[], void, undefined> =>
  pages<typeof claims.$inferSelect>(PAGE, (after) => db.select().from(claims)
    .where(and(lte(claims.at, new Date(to)), gte(claims.until, new Date(from)), after && gt(claims.id, after.id))).orderBy(asc(claims.id)).limit(PAGE));

/** Exceptions of gates that were proposed or held in the range. */
export const overrideRows = (db: Db, { from, to }: Range): AsyncGenerator<(typeof overrides.$inferSelect)[], void, undefined> =>
  pages<typeof overrides.$inferSelect>(PAGE, (after) => db.select().from(overrides)
    .where(and(lte(overrides.at, new Date(to)), gte(overrides.until, new Date(from)), after && gt(overrides.id, after.id))).orderBy(asc(overrides.id)).limit(PAGE));

type ProposalRow = Pick<typeof programProposals.$inferSelect, 'id' | 'base' | 'digest' | 'loosened' | 'by' | 'byId' | 'at' | 'endedAt'>;

/** Programs that would have asked less and were proposed in the range, whatever became of them; those that came to hold are among the programs. */
export const proposalRows = (db: Db, range: Range): AsyncGenerator<ProposalRow[], void, undefined> =>
  pages<ProposalRow>(PAGE, (after) => {
    const { id, base, digest, loosened, by, byId, at, endedAt } = programProposals;
    return db.select({ id, base, digest, loosened, by, byId, at, endedAt }).from(programProposals).where(and(within(at, range), after && gt(id, after.id))).orderBy(asc(id)).limit(PAGE);
  });

/** How many rows an export of the range would hold, of the kinds that can be many. */
export async function countRows(db: Db, range: Range): Promise<{ what: string; rows: number }[]> {
  const [observed] = await db.select({ rows: sql<number>`count(*)::int` }).from(evidence).where(within(evidence.receivedAt, range));
  const [decided] = await db.select({ rows: sql<number>`count(*)::int` }).from(gateDecisions).where(within(gateDecisions.at, range));
  const [stated] = await db.select({ rows: sql<number>`count(*)::int` }).from(statements).where(within(statements.receivedAt, range));
  return [{ what: 'observations', rows: observed?.rows ?? 0 }, { what: 'decisions', rows: decided?.rows ?? 0 }, { what: 'statements', rows: stated?.rows ?? 0 }];
}
