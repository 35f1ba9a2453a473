import { and, desc, eq, gt, inArray, isNotNull, isNull, or } from 'drizzle-orm';
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
const HOUR_MS = 3_600_000;
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

/** Gates as statuses of commits: such as were reported, and the heads of default branches. */
export function statusDesk({ db, clock, audit, config }: Pick<Kernel, 'db' | 'clock' | 'audit' | 'config'>) {
  const shown = ({ gate, repository, sha, state, reportedAt, writtenAt, problem }: Row): StatusReport => ({
    gate, repository, sha, state, reportedAt: reportedAt.toISOString(), writtenAt: writtenAt?.toISOString() ?? null, problem,
  });
  const at = ({ gate, repository, sha }: Pick<Row, 'gate' | 'repository' | 'sha'>) => and(eq(commitStatuses.gate, gate), eq(commitStatuses.repository, repository), eq(commitStatuses.sha, sha));

  /** Wants a status; the oldest go when there are too many. Again: it is written again. */
  async function want(wish: Pick<Row, 'gate' | 'repository' | 'sha'>, isAsked: boolean, by?: Principal): Promise<void> {
    const now = new Date(clock.now());
    await inTransaction(db, async (tx) => {
      const insert = tx.insert(commitStatuses).values({ ...wish, reportedAt: now });
      const fresh = { reportedAt: now, written: null, problem: null };
      await (isAsked ? insert.onConflictDoUpdate({ target: [commitStatuses.gate, commitStatuses.repository, commitStatuses.sha], set: fresh }) : insert.onConflictDoNothing());
      const old = await tx.select({ sha: commitStatuses.sha }).from(commitStatuses).where(and(eq(commitStatuses.gate, wish.gate), eq(commitStatuses.repository, wish.repository))).orderBy(desc(commitStatuses.reportedAt)).offset(KEPT);
      if (old.length > 0) await tx.delete(commitStatuses).where(and(eq(commitStatuses.gate, wish.gate), eq(commitStatuses.repository, wish.repository), inArray(commitStatuses.sha, old.map(({ sha }) => sha))));
      if (by) await audit.record({ action: 'gate.report', outcome: 'success', actor: by, target: { type: 'gate', id: wish.gate }, detail: { repository: wish.repository, sha: wish.sha } }, tx);
    });
  }

  async function writeOne({ host, signal, stillMine }: Run, row: Row, status: CommitStatus): Promise<void> {
    const now = new Date(clock.now());
    const written = JSON.stringify(status);
    try {
      await stillMine();
      await host.setStatus(row.repository, row.sha, status, signal);
      await db.update(commitStatuses).set({ written, state: status.state, writtenAt: now, problem: null }).where(at(row));
    } catch (error) {
      if (!(error instanceof GlacisError) || !refusesOne(error)) throw error;
      await db.update(commitStatuses).set({ problem: error.message }).where(at(row));
    }
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

    /** What differs is written, the last reported first; what was refused is tried again: for an hour, and for as long as an older status stands there. @throws {GlacisError} as the code host's methods do. */
    async write(run: Run): Promise<void> {
      const tried = new Date(clock.now() - HOUR_MS);
      const rows = await db.select().from(commitStatuses).where(or(isNull(commitStatuses.problem), isNotNull(commitStatuses.written), gt(commitStatuses.reportedAt, tried))).orderBy(desc(commitStatuses.reportedAt)).limit(2_000);
      // Those too whose repository is named no longer: an old success must not stay.
      const behind = rows.flatMap((row) => {
        const status = statusOf(run.gates.find(({ id }) => id === row.gate), row.gate, config.publicUrl);
        return row.written === JSON.stringify(status) ? [] : [{ row, status }];
      });
      for (const { row, status } of behind.slice(0, MOST_WRITTEN)) await writeOne(run, row, status);
    },
  };
}
