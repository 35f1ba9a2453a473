import type { Inventory } from '../../inventory/index.ts';
import type { Api } from '../../kernel/http/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { advisoryFile } from '../../scanning/index.ts';
import { issueDesk } from './desk/desk.ts';
import { knownVulnerabilities } from './known/look-up.ts';
import { vulnerabilityPage } from './lists/vulnerability.ts';
import { passingTime } from './passing.ts';
import { policyDesk } from './policies.ts';
import { currentPolicy } from './policy.ts';
import { issueRoutes } from './routes.ts';
import { businessDays, dayOf } from './rules/days.ts';
import { settler } from './settle.ts';
import { followSurroundings } from './surroundings.ts';
import { writeDay } from './trends.ts';

/** The issues of the desk: what state they are in, what is decided of them, what is owed by when. */
export function issueRoom(kernel: Kernel, { inventory }: { inventory: Pick<Inventory, 'noteIssues'> }) {
  const { clock, db, jobs } = kernel;
  const settle = settler({ outbox: kernel.outbox, inventory });
  const parts = { ...kernel, settle };
  const desk = issueDesk(parts);
  const policy = policyDesk(parts);
  const time = passingTime(parts);
  const { known } = knownVulnerabilities(advisoryFile(kernel.config.advisories));

  followSurroundings(parts);
  jobs.every('issues-time', '*/5 * * * *', time.pass);
  // The last word of a day; each look at trends writes today before.
  jobs.every('issues-day', '57 23 * * *', async () => {
    const now = clock.now();
    await writeDay(db, { now, lastWorked: businessDays(await currentPolicy(db)).lastWorked(dayOf(now)) });
  });

  return {
    settle,
    desk,
    /** What the passing of time does: acceptances run out, plans are late. A job does it every five minutes. */
    passTime: time.pass,
    routes: (app: Api) => issueRoutes(app, kernel, { desk, policy, vulnerability: (id) => vulnerabilityPage({ ...kernel, known }, id) }),
  };
}
