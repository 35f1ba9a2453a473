import { gitHub, syncState } from '../../codehost/index.ts';
import type { Tx } from '../../kernel/database/index.ts';
import { errors, reasonOf } from '../../kernel/errors.ts';
import type { Api } from '../../kernel/http/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { holdLease, type Lease } from '../../kernel/lease.ts';
import type { GateAnswer, ProgramAnswer } from '../contract.ts';
import type { TrackingFile } from '../file/tracking.ts';
import type { Arrival } from './arrivals.ts';
import { handClaimDesk } from './claims.ts';
import type { Tracking } from './contract.ts';
import { deploymentDesk } from './deployments.ts';
import { CHANGE_MS, dueTimes } from './due.ts';
import { programOfMilestones } from './milestones.ts';
import { trackingRoutes } from './routes.ts';
import { placeOf, trackingRow } from './rows.ts';
import { trackingSettings } from './settings.ts';
import { statusDesk } from './statuses.ts';
import { trackingSync, type TrackingSync } from './sync.ts';
import { webhookRoutes } from './webhook.ts';

/** What somebody waits for is done so soon. */
const LOOK_MS = 3_000;
/** So far back go labelled issues that arrived before anybody asked. */
const ARRIVED_MS = 90 * 86_400_000;

type Parts = {
  tracking: () => Promise<TrackingFile | undefined>;
  /** The program as it was last looked at, without what people ticked at GitHub. */
  program: () => Promise<ProgramAnswer>;
  /** The gates, looked at now. */
  gates: () => Promise<readonly GateAnswer[]>;
  arrive: (tx: Tx, arrival: Arrival) => Promise<unknown>;
};

/** What GitHub shows of the program, and what it says to it; kept by one server at a time. */
export function trackingRoom(kernel: Kernel, { tracking, program, gates, arrive }: Parts) {
  const state = syncState(kernel, 'program.tracking.state');
  const labels = { 'reports-label': syncState(kernel, 'program.tracking.reports', ARRIVED_MS), 'incidents-label': syncState(kernel, 'program.tracking.incidents', ARRIVED_MS) };
  const settings = trackingSettings({ ...kernel, state, tracking });
  const claims = handClaimDesk(kernel);
  const statuses = statusDesk(kernel);
  const sync = trackingSync({ ...kernel, settings, state, labels, claims, statuses, tracking, program, arrive });
  const deployments = deploymentDesk({ ...kernel, settings, tracking, gates });
  kernel.jobs.every('program-deployments-sweep', '41 3 * * *', deployments.sweep);
  let halt: (() => Promise<void>) | undefined;

  async function shown(): Promise<Tracking> {
    const place = await sync.place();
    const row = place && (await trackingRow(kernel.db, placeOf({ api: place.api, repository: place.tracking.repository })));
    const problem = row?.problem ?? (await settings.read())?.problem ?? null;
    return {
      state: place === undefined ? 'off' : (row?.state ?? 'wanted'), repository: place?.tracking.repository ?? null, number: row?.number ?? null, url: row?.url ?? null,
      syncedAt: row?.syncedAt?.toISOString() ?? null, problem, claims: await claims.all(), statuses: await statuses.list(), deployments: await deployments.list(),
    };
  }

  async function importMilestones(repository: string) {
    const access = await settings.target();
    if (access === null) throw errors.conflict({ what: 'Nobody has set up how GitHub is reached: PUT /api/v1/settings/tracking, or let the command line ask with GITHUB_TOKEN.' });
    const { text, doubts } = programOfMilestones(await gitHub(kernel, access).milestones(repository), repository);
    return { text, doubts: [...doubts] };
  }

  return {
    sync,
    /** The program with what people ticked at GitHub. */
    shownIn: claims.shownIn,
    routes(app: Api) {
      trackingRoutes(app, { settings, sync, statuses, tracking, gates, shown, importMilestones });
      webhookRoutes(app, { settings, deployments, log: kernel.log });
    },
    start() {
      if (kernel.config.roles.includes('work')) halt = holdLease(kernel, { name: 'tracking', holder: kernel.serverId, work: (lease) => keep(kernel, sync, lease) });
      return Promise.resolve();
    },
    async stop() {
      await halt?.();
    },
  };
}

async function keep({ clock, db, log }: Pick<Kernel, 'clock' | 'db' | 'log'>, sync: TrackingSync, { signal, check }: Lease): Promise<void> {
  const due = dueTimes(clock, sync);
  for (; !signal.aborted; await clock.sleep(LOOK_MS, signal)) {
    try {
      if (await due.take()) await sync.run({ signal, stillMine: () => check(db) });
    } catch (error) {
      if (signal.aborted) return;
      log.error({ reason: reasonOf(error) }, 'GitHub could not be told of the program');
      await clock.sleep(CHANGE_MS, signal);
    }
  }
}
