import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import { refusesOne, type CommitStatus, type GitHubPipelines } from '../../codehost/index.ts';
import { inTransaction } from '../../kernel/database/index.ts';
import { GlacisError, errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { GateAnswer } from '../contract.ts';
import { isNamed, type TrackingFile } from '../file/tracking.ts';
import type { StatusReport } from './contract.ts';
import { sentenceOf } from './exceptions.ts';
import { commitStatuses } from './tables.ts';

/** Of each gate and repository the statuses of so many commits are kept. */
const KEPT = 10;
/** GitHub takes 80 new things a minute; a run writes twice. */
const MOST_WRITTEN = 30;
/** So many of them are kept for what stands there already, however much is new. */
const FOR_OLD = 15;
const HOUR_MS = 3_600_000;
/** What GitHub refuses for so long about a commit that is no longer followed is given up. */
const LEAVING_MS = 7 * 24 * HOUR_MS;
const NO_LONGER = 'no longer followed; report it again';
const MOST_WORDS = 140;

type Row = typeof commitStatuses.$inferSelect;
export type Statuses = ReturnType<typeof statusDesk>;
type Run = { host: GitHubPipelines; tracking: TrackingFile; gates: readonly GateAnswer[]; signal: AbortSignal | undefined; stillMine: () => Promise<void> };

/** An open gate is a success; a closed one a failure; one that is not known, or is gone, an error: nothing but the first lets anything through. */
export function statusOf(gate: GateAnswer | undefined, id: string, link: string | undefined): CommitStatus {
  const words = gate === undefined ? 'The program has no such gate.' : sentenceOf(gate);
  return {
    state: gate === undefined ? 'error' : ({ open: 'success', closed: 'failure', unknown: 'error' } as const)[gate.state],
    context: `glacis/${id}`,
    description: words.length > MOST_WORDS ? `${words.slice(0, MOST_WORDS - 1).toWellFormed()}…` : words.toWellFormed(),
    ...(link === undefined ? {} : { target_url: new URL(`/program/gates/${encodeURIComponent(id)}`, link).href }),
  };
}

/** A commit that is no longer followed must not go on as it stood: whether the gate is open is not known there. */
const leftBehind = (id: string, link: string | undefined): CommitStatus => ({ ...statusOf(undefined, id, link), description: NO_LONGER });

/** Gates as statuses of commits: such as were reported, and the heads of default branches. */
export function statusDesk({ db, clock, audit, config }: Pick<Kernel, 'db' | 'clock' | 'audit' | 'config'>) {
  const shown = ({ gate, repository, sha, state, reportedAt, writtenAt, problem, leavingSince }: Row): StatusReport => ({
    gate, repository, sha, state, reportedAt: reportedAt.toISOString(), writtenAt: writtenAt?.toISOString() ?? null,
    problem: leavingSince === null ? problem : [NO_LONGER, ...(problem === null ? [] : [problem])].join(': '),
  });
  const at = ({ gate, repository, sha }: Pick<Row, 'gate' | 'repository' | 'sha'>) => and(eq(commitStatuses.gate, gate), eq(commitStatuses.repository, repository), eq(commitStatuses.sha, sha));

  /** Wants a status; the oldest go when there are too many. Asked for again, or after it began to go: it is written again. */
  async function want(wish: Pick<Row, 'gate' | 'repository' | 'sha'>, isAsked: boolean, by?: Principal): Promise<void> {
    const now = new Date(clock.now());
    await inTransaction(db, async (tx) => {
      await tx.insert(commitStatuses).values({ ...wish, reportedAt: now }).onConflictDoUpdate({
        target: [commitStatuses.gate, commitStatuses.repository, commitStatuses.sha], set: { reportedAt: now, written: null, problem: null, leavingSince: null },
        ...(isAsked ? {} : { setWhere: isNotNull(commitStatuses.leavingSince) }),
      });
      const followed = and(eq(commitStatuses.gate, wish.gate), eq(commitStatuses.repository, wish.repository), isNull(commitStatuses.leavingSince));
      const old = await tx.select({ sha: commitStatuses.sha }).from(commitStatuses).where(followed).orderBy(desc(commitStatuses.reportedAt)).offset(KEPT);
      if (old.length > 0) {
        const those = and(followed, inArray(commitStatuses.sha, old.map(({ sha }) => sha)));
        // Of one that was never tried nothing stands there; of another a success may.
        await tx.delete(commitStatuses).where(and(those, isNull(commitStatuses.triedAt), isNull(commitStatuses.state)));
        await tx.update(commitStatuses).set({ leavingSince: now, problem: null }).where(those);
      }
      if (by) await audit.record({ action: 'gate.report', outcome: 'success', actor: by, target: { type: 'gate', id: wish.gate }, detail: { repository: wish.repository, sha: wish.sha } }, tx);
    });
  }

  async function writeOne({ host, signal, stillMine }: Run, row: Row, status: CommitStatus): Promise<void> {
    const now = new Date(clock.now());
    const isLeaving = row.leavingSince !== null;
    await stillMine();
    // Said before it is asked: what stands there is not known to who dies in between.
    if ((await db.update(commitStatuses).set({ triedAt: now, written: null }).where(at(row))).rowCount === 0) return;
    try {
      await host.setStatus(row.repository, row.sha, status, signal);
      await db.update(commitStatuses).set({ written: JSON.stringify(status), state: status.state, writtenAt: now, problem: null }).where(at(row));
      // One that was reported again meanwhile stays.
      if (isLeaving) await db.delete(commitStatuses).where(and(at(row), isNotNull(commitStatuses.leavingSince)));
    } catch (error) {
      if (!(error instanceof GlacisError) || !refusesOne(error)) throw error;
      await db.update(commitStatuses).set({ problem: error.message }).where(at(row));
    }
  }

  /** What does not stand at GitHub as it should, and may yet be taken there. */
  async function behind({ gates }: Run): Promise<{ untried: Row[]; tried: Row[] }> {
    const known = await db.selectDistinct({ gate: commitStatuses.gate }).from(commitStatuses);
    const now = JSON.stringify(Object.fromEntries(known.map(({ gate }) => [gate, JSON.stringify(statusOf(gates.find(({ id }) => id === gate), gate, config.publicUrl))])));
    const differs = sql`${commitStatuses.written} IS DISTINCT FROM (${now}::jsonb ->> ${commitStatuses.gate})`;
    const mayBeTaken = or(isNull(commitStatuses.problem), isNotNull(commitStatuses.state), gt(commitStatuses.reportedAt, new Date(clock.now() - HOUR_MS)));
    const wanted = and(or(isNotNull(commitStatuses.leavingSince), differs), mayBeTaken);
    return {
      untried: await db.select().from(commitStatuses).where(and(wanted, isNull(commitStatuses.triedAt))).orderBy(asc(commitStatuses.reportedAt)).limit(MOST_WRITTEN),
      // What is refused again and again comes after everything else, and then in turn.
      tried: await db.select().from(commitStatuses).where(and(wanted, isNotNull(commitStatuses.triedAt))).orderBy(sql`${commitStatuses.problem} IS NOT NULL`, asc(commitStatuses.triedAt)).limit(MOST_WRITTEN),
    };
  }

  /** Nothing waits for ever: what could not be written is let go once nothing is known to stand there, or after a week of refusals. */
  async function giveUp(): Promise<void> {
    const before = (ms: number) => new Date(clock.now() - ms);
    await db.delete(commitStatuses).where(and(
      isNotNull(commitStatuses.problem),
      or(lt(commitStatuses.leavingSince, before(LEAVING_MS)), and(isNotNull(commitStatuses.leavingSince), isNull(commitStatuses.state), lt(commitStatuses.reportedAt, before(HOUR_MS)))),
    ));
  }

  return {
    list: async (): Promise<StatusReport[]> => (await db.select().from(commitStatuses).orderBy(desc(commitStatuses.reportedAt)).limit(500)).map(shown),

    /** @throws {GlacisError} `invalid` where the program names no such repository. */
    async report(wish: Pick<Row, 'gate' | 'repository' | 'sha'>, tracking: TrackingFile | undefined, by: Principal): Promise<StatusReport> {
      if (tracking === undefined || !isNamed(tracking, wish.repository)) throw errors.invalid({ what: `The program does not name ${wish.repository} under tracking: its commits are told nothing.` });
      const repository = wish.repository.toLowerCase();
      await want({ ...wish, repository }, true, by);
      const [row] = await db.select().from(commitStatuses).where(at({ ...wish, repository }));
      if (row === undefined) throw errors.notFound({ what: 'status' });
      return shown(row);
    },

    /** Whether somebody has reported a commit since then. */
    async isWaiting(since: Date): Promise<boolean> {
      return (await db.select({ sha: commitStatuses.sha }).from(commitStatuses).where(and(gt(commitStatuses.reportedAt, since), isNull(commitStatuses.written), isNull(commitStatuses.problem))).limit(1)).length > 0;
    },

    /** The heads of default branches are reported. @throws {GlacisError} as the code host's methods do. */
    async takeHeads({ host, tracking: { repository, repositories, statuses }, signal }: Run): Promise<void> {
      if (statuses.length === 0) return;
      // One repository that does not let us in holds up no other.
      let refused: unknown;
      for (const one of new Set([repository, ...repositories].map((name) => name.toLowerCase()))) {
        try {
          const sha = await host.head(one, signal);
          if (sha !== undefined) for (const gate of statuses) await want({ gate, repository: one, sha }, false);
        } catch (error) {
          if (!refusesOne(error)) throw error;
          refused ??= error;
        }
      }
      if (refused !== undefined) throw refused;
    },

    /**
     * What differs is written: what is new, and of what stands there what was tried longest ago; what was refused comes last, and is
     * tried for an hour, or for as long as an older status stands there. @throws {GlacisError} as the code host's methods do.
     */
    async write(run: Run): Promise<void> {
      const { untried, tried } = await behind(run);
      const old = tried.slice(0, Math.max(FOR_OLD, MOST_WRITTEN - untried.length));
      // Those too whose repository is named no longer: an old success must not stay.
      for (const row of [...untried.slice(0, MOST_WRITTEN - old.length), ...old]) {
        const link = config.publicUrl;
        await writeOne(run, row, row.leavingSince === null ? statusOf(run.gates.find(({ id }) => id === row.gate), row.gate, link) : leftBehind(row.gate, link));
      }
      await giveUp();
    },
  };
}
