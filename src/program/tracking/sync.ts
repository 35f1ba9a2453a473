import { gitHub, gitHubPipelines, refusesOne, takeChanges, type SyncState } from '../../codehost/index.ts';
import { inTransaction, type Tx } from '../../kernel/database/index.ts';
import { GlacisError, reasonOf } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { ProgramAnswer } from '../contract.ts';
import type { TrackingFile } from '../file/tracking.ts';
import { arrivalOf, type Arrival } from './arrivals.ts';
import type { HandClaims } from './claims.ts';
import { trackingIssue } from './issue.ts';
import { placeOf, trackingRow } from './rows.ts';
import type { TrackingAccess, TrackingSettingsDesk } from './settings.ts';
import type { Statuses } from './statuses.ts';

type Needs = Pick<Kernel, 'db' | 'clock' | 'log' | 'outgoing' | 'audit' | 'config'> & {
  settings: TrackingSettingsDesk;
  state: SyncState;
  /** Of how far labelled issues are known, by what they are. */
  labels: Readonly<Record<'reports-label' | 'incidents-label', SyncState>>;
  claims: HandClaims;
  statuses: Statuses;
  tracking: () => Promise<TrackingFile | undefined>;
  program: () => Promise<ProgramAnswer>;
  arrive: (tx: Tx, arrival: Arrival) => Promise<unknown>;
};
type Place = TrackingAccess & { tracking: TrackingFile };
type Ends = { signal?: AbortSignal | undefined; stillMine?: () => Promise<void> };
export type TrackingSync = ReturnType<typeof trackingSync>;

/** Brings the program and what GitHub shows of it together. A run may end anywhere; the next one goes on. Runs must not overlap. */
export function trackingSync(needs: Needs) {
  const { db, clock, log, settings, state, labels, claims, statuses, tracking, program, arrive } = needs;
  const issue = trackingIssue(needs);

  async function place(): Promise<Place | undefined> {
    const access = await settings.target();
    const file = access === null ? undefined : await tracking();
    return access === null || file === undefined ? undefined : { ...access, tracking: file };
  }

  async function takeArrivals({ tracking: file, ...access }: Place, signal: AbortSignal | undefined): Promise<void> {
    const host = gitHub(needs, access);
    const { repository } = file;
    for (const which of ['reports-label', 'incidents-label'] as const) {
      const label = file[which];
      const point = await labels[which].read({ api: access.api, repository: `${repository} ${label}` });
      await takeChanges({ host, state: labels[which], repository, label, signal }, point, async (issues) => {
        const found = issues.flatMap((one) => arrivalOf(one, file) ?? []);
        await inTransaction(db, async (tx) => {
          for (const arrival of found) await arrive(tx, arrival);
        });
      });
    }
  }

  /** One after the other; what is refused to one holds up no other. Throws what is the matter with GitHub as a whole, or else the first refusal. */
  async function all(steps: readonly (() => Promise<void>)[]): Promise<void> {
    let refused: unknown;
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        if (!refusesOne(error)) throw error;
        refused ??= error;
      }
    }
    if (refused !== undefined) throw refused;
  }

  return {
    place,
    async again(by: Principal): Promise<void> {
      const at = await place();
      if (at !== undefined) await issue.again(placeOf({ api: at.api, repository: at.tracking.repository }), by);
    },

    /** Short for what GitHub shows, so that a change of it is seen; undefined where nothing is shown. */
    async key(): Promise<string | undefined> {
      if ((await place()) === undefined) return undefined;
      const { version, milestones, gates } = await program();
      return JSON.stringify([version, milestones.map(({ id, outcome }) => [id, outcome]), gates.map(({ id, state: is }) => [id, is])]);
    },

    /** Whether somebody waits for something that is said to GitHub. */
    async isWaiting(since: Date): Promise<boolean> {
      const at = await place();
      if (at === undefined) return false;
      const row = await trackingRow(db, placeOf({ api: at.api, repository: at.tracking.repository }));
      return row === undefined || (row.state === 'wanted' && row.wantedAt > since) || (await statuses.isWaiting(since));
    },

    /** One exchange. What goes wrong at GitHub is kept where people see it; it does not throw for that. */
    async run({ signal, stillMine = () => Promise.resolve() }: Ends = {}): Promise<void> {
      const at = await place();
      if (at === undefined) return;
      const where = { api: at.api, repository: at.tracking.repository };
      const point = await state.read(where);
      if (point.waitUntil > clock.now()) return;
      const now = await program();
      await claims.settle(new Map(now.milestones.map(({ id, outcome }) => [id, outcome === 'met'])));
      const pipelines = { host: gitHubPipelines(needs, at), tracking: at.tracking, gates: now.gates, signal, stillMine };
      try {
        await all([
          () => statuses.write(pipelines),
          () => issue.sync({ host: gitHub(needs, at), place: placeOf(where), tracking: at.tracking, program, signal, stillMine }),
          () => takeArrivals(at, signal),
          () => statuses.takeHeads(pipelines),
          () => statuses.write(pipelines),
        ]);
        if (point.problem !== null) await state.write({ ...point, problem: null, waitUntil: 0 });
      } catch (error) {
        if (signal?.aborted || !(error instanceof GlacisError)) throw error;
        const wait = error.details?.['retryAfter'];
        log.warn({ reason: reasonOf(error) }, 'GitHub could not be told of the program');
        await state.write({ ...point, problem: error.message, waitUntil: typeof wait === 'number' ? clock.now() + wait * 1_000 : 0 });
      }
    },
  };
}
