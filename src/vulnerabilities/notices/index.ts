import type { Delivery } from '../../delivery/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { acceptanceEnded, issuesRaised, planSlipped } from '../topics.ts';
import { digestNotices } from './digest.ts';
import { happenedNotices } from './happened.ts';
import { urgentNotices } from './urgent.ts';

/** What people are told of issues: what is urgent at once, the rest in one digest a team and working day; never a message a finding. */
export function noticeRoom(kernel: Pick<Kernel, 'clock' | 'db' | 'jobs' | 'outbox'>, { delivery }: { delivery: Pick<Delivery, 'notify'> }) {
  const urgent = urgentNotices({ ...kernel, delivery });
  const digest = digestNotices({ ...kernel, delivery });
  const happened = happenedNotices({ ...kernel, delivery });

  kernel.outbox.subscribe(issuesRaised, 'notices', ({ issues }) => urgent.raised(issues));
  kernel.outbox.subscribe(planSlipped, 'notices', happened.slipped);
  kernel.outbox.subscribe(acceptanceEnded, 'notices', happened.ended);
  kernel.jobs.every('notices-urgent', '* * * * *', urgent.gathered);
  kernel.jobs.every('notices-digest', '*/10 * * * *', digest.send);

  return { urgent, digest, happened };
}
