import { createHash } from 'node:crypto';
import { inArray } from 'drizzle-orm';
import type { z } from 'zod';
import type { Delivery } from '../../delivery/index.ts';
import { inTransaction, type Queryable } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { issues } from '../tables.ts';
import type { acceptanceEnded, planSlipped } from '../topics.ts';
import { counted, firstOf } from './words.ts';

type Slipped = z.infer<typeof planSlipped.data>;
type Ended = z.infer<typeof acceptanceEnded.data>;

const NAMED = 5;
const digest = (...parts: readonly string[]): string => createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 22);

async function namesOf(at: Queryable, ids: readonly string[]): Promise<string> {
  const rows = await at.select({ vulnerability: issues.vulnerability, name: issues.packageName, priority: issues.priority }).from(issues).where(inArray(issues.id, [...ids]));
  const named = rows.toSorted((a, b) => b.priority - a.priority).slice(0, NAMED).map(({ vulnerability, name }) => `${vulnerability} in ${name}`);
  return firstOf(named, rows.length);
}

/** Tells of plans that slipped and acceptances that ran out: one message for all that happened at once. */
export function happenedNotices({ db, delivery }: Pick<Kernel, 'db'> & { delivery: Pick<Delivery, 'notify'> }) {
  return {
    /** Of a plan that goes on being late the digest tells; here it is told on its first late day. */
    slipped: ({ how, plans, day, at }: Slipped): Promise<void> =>
      inTransaction(db, async (tx) => {
        const told = how === 'late' ? plans.filter(({ late }) => late <= 1) : plans;
        if (told.length === 0) return;
        const owners = [...new Set(told.map(({ owner }) => owner))];
        await delivery.notify(tx, {
          key: `plans ${how} ${day} ${digest(at, ...told.map(({ decision, due }) => `${decision} ${due}`))}`,
          message: {
            type: 'plans.slipped',
            title: how === 'late' ? `${counted(told.length, 'plan')} ${told.length === 1 ? 'is' : 'are'} late` : `${counted(told.length, 'plan')} ${told.length === 1 ? 'was' : 'were'} put off`,
            importance: how === 'late' ? 'high' : 'medium',
            about: 'plans',
            facts: [
              ['issues', await namesOf(tx, told.map(({ issue }) => issue))],
              ['teams', firstOf(owners.slice(0, NAMED), owners.length)],
              ['promised for', [...new Set(told.map(({ due, was }) => (was === null ? due : `${was}, now ${due}`)))].slice(0, NAMED).join('; ')],
            ],
            path: how === 'late' ? '/issues?state=planned&overdue=true' : '/issues?state=planned&sort=due',
          },
        });
      }),

    ended: ({ issues: ids, at }: Ended): Promise<void> =>
      inTransaction(db, (tx) => namesOf(tx, ids).then((names) => delivery.notify(tx, {
        key: `acceptances ${digest(at, ...ids)}`,
        message: {
          type: 'acceptances.ended',
          title: `${counted(ids.length, 'acceptance')} ran out: open again`,
          importance: 'high',
          about: 'acceptances',
          facts: [['issues', names]],
          path: '/issues?undecided=true&sort=newest',
        },
      }))),
  };
}
