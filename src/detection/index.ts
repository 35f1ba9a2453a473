import type { Api } from '../kernel/http/index.ts';
import { errors } from '../kernel/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { RecentSignIns } from '../logs/index.ts';
import { peakStore } from './peaks.ts';
import { rehearse, type Rehearsed } from './rehearsal.ts';
import { detectionRunner, type FollowedJournal } from './runner.ts';
import { gitHub as gitHubOrganization } from './signins/github.ts';
import { signInHealth } from './signins/health.ts';
import { identityDesk } from './signins/identities.ts';
import { identityImporters, type SsoPeople } from './signins/importers.ts';
import { identityImport } from './signins/importing.ts';
import { sweepSignIns } from './signins/retention.ts';
import { signInDesk } from './signins/reviews.ts';
import { gitHubRoutes, identityRoutes, signInRoutes } from './signins/routes.ts';
import { signInDetector } from './signins/sign-in-detector.ts';
import { spikeDetector } from './spike-detector.ts';

export { detectionFound } from './runner.ts';
export type { Rehearsed } from './rehearsal.ts';

export type Detection = {
  /** Committed batches that nothing has looked at yet. */
  lag(): Promise<number>;
  /** What detection finds of attacks that are made up; nothing of it is kept. @throws {GlacisError} `unavailable` while no server watches. */
  rehearse(): Promise<Rehearsed>;
  metrics: { name: string; help: string; labels?: readonly string[]; read: () => Promise<{ labels?: Record<string, string>; value: number }[]> }[];
  routes(app: Api): void;
  start(): Promise<void>;
  stop(): Promise<void>;
};

type Parts = Pick<Kernel, 'audit' | 'clock' | 'config' | 'db' | 'events' | 'jobs' | 'log' | 'outbox' | 'outgoing' | 'random' | 'sealer' | 'serverId'>;

/** Watching: spikes of failed sign-ins, and every successful one judged expected or not. What is found is told on `detection.found`. */
export function createDetection(kernel: Parts, { logs, identity }: { logs: { journal: FollowedJournal; recentSignIns: RecentSignIns }; identity: { people: SsoPeople } }): Detection {
  const runner = detectionRunner(kernel, {
    journal: logs.journal,
    recentSignIns: logs.recentSignIns,
    // In order; what Sigma rules find will be another member.
    detectors: () => [spikeDetector(kernel.db), signInDetector(kernel)],
  });
  const identities = identityDesk(kernel);
  const gitHub = gitHubOrganization(kernel);
  const importers = identityImporters({ take: identityImport({ ...kernel, desk: identities }), gitHub, people: identity.people });

  kernel.jobs.every('detection-sweep', '23 2 * * *', async () => {
    await peakStore(kernel.db).sweep(kernel.clock.now());
    await sweepSignIns(kernel.db, kernel.clock.now());
  });
  kernel.jobs.every('identity-import', '41 * * * *', () => importers.sync());

  let halt: (() => Promise<void>) | undefined;
  return {
    lag: runner.lag,
    async rehearse() {
      if (!(await runner.isWatched())) throw errors.unavailable({ what: 'No server watches the events.' });
      return rehearse(kernel.db, kernel.clock.now());
    },
    metrics: [
      { name: 'detection_lag_batches', help: 'Committed batches that detection has not looked at yet', read: async () => [{ value: await runner.lag() }] },
      {
        name: 'detection_memory',
        help: 'What the detectors remember on the server that runs them',
        labels: ['of'],
        read: () => Promise.resolve(Object.entries(runner.figures()).map(([of, value]) => ({ labels: { of }, value }))),
      },
    ],
    routes(app) {
      signInRoutes(app, { desk: signInDesk(kernel), health: signInHealth(kernel) });
      identityRoutes(app, { desk: identities, importers });
      gitHubRoutes(app, { gitHub });
    },
    start: () => {
      if (kernel.config.roles.includes('work')) halt = runner.start();
      return Promise.resolve();
    },
    async stop() {
      await halt?.();
    },
  };
}
