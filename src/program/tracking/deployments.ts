import { and, desc, eq, lt } from 'drizzle-orm';
import { z } from 'zod';
import { gitHubPipelines, installationToken } from '../../codehost/index.ts';
import { inTransaction } from '../../kernel/database/index.ts';
import { GlacisError, errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { systemPrincipal } from '../../kernel/principal.ts';
import type { GateAnswer } from '../contract.ts';
import { gateFor, isNamed, type TrackingFile } from '../file/tracking.ts';
import type { DeploymentReview } from './contract.ts';
import type { DeploymentAsked } from './delivery.ts';
import { sentenceOf } from './exceptions.ts';
import type { TrackingSettingsDesk } from './settings.ts';
import { deploymentRequests } from './tables.ts';

/** GitHub lets a deployment wait for 30 days at most, and delivers nothing again that is older than three. */
const KEPT_MS = 40 * 86_400_000;
const SHOWN = 50;
/** Two days of them, at intervals of an hour at most. */
const RETRIES = 50;
const MOST_WORDS = 500;
const HOUSE = systemPrincipal('program');

type Row = typeof deploymentRequests.$inferSelect;
type Needs = Pick<Kernel, 'db' | 'clock' | 'audit' | 'jobs' | 'outgoing'> & {
  settings: TrackingSettingsDesk;
  tracking: () => Promise<TrackingFile | undefined>;
  /** The gates, looked at now. */
  gates: () => Promise<readonly GateAnswer[]>;
};
export type Deployments = ReturnType<typeof deploymentDesk>;

/** What is answered: a gate that is not open, is not known or is not named lets nothing through. */
export function reviewOf(environment: string, gate: string | undefined, gates: readonly GateAnswer[]): { state: 'approved' | 'rejected'; comment: string } {
  const found = gates.find(({ id }) => id === gate);
  const comment = gate === undefined ? `The program names no gate for the environment ${environment}.` : found === undefined ? `The program has no gate ${gate}.` : sentenceOf(found);
  return { state: found?.state === 'open' ? 'approved' : 'rejected', comment: comment.slice(0, MOST_WORDS).toWellFormed() };
}

/** Deployments that GitHub holds until a gate has spoken. */
export function deploymentDesk({ db, clock, audit, jobs, outgoing, settings, tracking, gates }: Needs) {
  const job = jobs.define({ name: 'program-deployment', data: z.object({ delivery: z.string() }), retries: RETRIES, work: ({ delivery }) => answer(delivery) });
  const by = (delivery: string) => eq(deploymentRequests.delivery, delivery);

  async function answer(delivery: string): Promise<void> {
    const [row] = await db.select().from(deploymentRequests).where(by(delivery));
    if (row === undefined || row.state !== 'waiting') return;
    try {
      await review(row);
    } catch (error) {
      if (error instanceof GlacisError) await db.update(deploymentRequests).set({ problem: error.message }).where(by(delivery));
      throw error;
    }
  }

  async function review({ delivery, repository, environment, run, installation }: Row): Promise<void> {
    const access = await settings.target();
    if (access === null) throw errors.conflict({ what: 'Nobody has set up how GitHub is reached.' });
    const file = await tracking();
    const gate = file && gateFor(file, environment);
    const said = reviewOf(environment, gate, await gates());
    const key = access.secrets.get('appKey');
    const isApp = access.appId !== null && key !== undefined && installation !== null;
    const token = isApp ? await installationToken({ outgoing, clock }, { api: access.api, appId: access.appId ?? '', key, installation, repository }) : access.token;
    await gitHubPipelines({ outgoing, clock }, { api: access.api, token }).review(repository, { run, environment, ...said });
    await inTransaction(db, async (tx) => {
      await tx.update(deploymentRequests).set({ ...said, gate: gate ?? null, answeredAt: new Date(clock.now()), problem: null }).where(and(by(delivery), eq(deploymentRequests.state, 'waiting')));
      await audit.record({ action: 'deployment.review', outcome: 'success', actor: HOUSE, target: { type: 'repository', id: repository }, detail: { environment, run, gate: gate ?? null, ...said } }, tx);
    });
  }

  return {
    /** Takes a delivery that GitHub signed; the same one, or the same words, again do nothing. Says whether it is answered. */
    async take(delivery: string, asked: DeploymentAsked): Promise<boolean> {
      const file = await tracking();
      // An app that anybody can install: a repository that the program does not name is told nothing.
      if (file === undefined || !isNamed(file, asked.repository)) return false;
      return inTransaction(db, async (tx) => {
        const made = await tx.insert(deploymentRequests).values({ delivery, ...asked, receivedAt: new Date(clock.now()), state: 'waiting' }).onConflictDoNothing().returning({ delivery: deploymentRequests.delivery });
        if (made.length > 0) await job.enqueue({ delivery }, { tx, key: delivery });
        return made.length > 0;
      });
    },

    async list(): Promise<z.infer<typeof DeploymentReview>[]> {
      const rows = await db.select().from(deploymentRequests).orderBy(desc(deploymentRequests.receivedAt)).limit(SHOWN);
      return rows.map(({ repository, environment, run, gate, state, comment, receivedAt, answeredAt, problem }) => ({
        repository, environment, run, gate, state, comment, receivedAt: receivedAt.toISOString(), answeredAt: answeredAt?.toISOString() ?? null, problem,
      }));
    },

    sweep: async (): Promise<void> => void (await db.delete(deploymentRequests).where(lt(deploymentRequests.receivedAt, new Date(clock.now() - KEPT_MS)))),
  };
}
