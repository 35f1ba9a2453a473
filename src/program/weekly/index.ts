import { eq } from 'drizzle-orm';
import { markdownOf, plainOf, type Delivery } from '../../delivery/index.ts';
import { inTransaction } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import type { Api } from '../../kernel/http/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { GateAnswer } from '../contract.ts';
import type { ArrivalDesk } from '../capacity/arrivals.ts';
import { capacityAnswer } from '../capacity/answer.ts';
import { dayOf } from '../capacity/days.ts';
import { roadmapAnswer } from '../roadmap/answer.ts';
import { happenedWithin, historyBegan, outcomesOf, slipsOf } from '../roadmap/history.ts';
import type { Seen } from '../roadmap/index.ts';
import { WeeklyAnswer, WeeklyQuery } from './contract.ts';
import { issuesWithin, overridesWithin, turnsWithin } from './facts.ts';
import { weeklySummary } from './summary.ts';
import { weeklies } from './tables.ts';
import { DEFAULT_WEEKLY, dueWeek, lastWeek, weekNamed, type Week } from './when.ts';

/** Weeks of capacity that a summary looks at. */
const AHEAD_WEEKS = 12;

type Parts = { delivery: Pick<Delivery, 'notify'>; arrivals: ArrivalDesk; current: () => Promise<Seen & { title: string }>; gates: () => Promise<readonly GateAnswer[]> };

/** A page of the week for people who read no other, sent once by the channels that there are. */
export function weeklyRoom({ db, clock, jobs }: Pick<Kernel, 'db' | 'clock' | 'jobs'>, { delivery, arrivals, current, gates }: Parts) {
  async function make(week: Week): Promise<WeeklyAnswer> {
    const now = clock.now();
    const seen = await current();
    const asked = await gates();
    const titles = new Map(asked.map(({ id, title }) => [id, title]));
    const span = { from: new Date(week.from), to: new Date(Math.min(week.to, now + 1)) };
    const { title, sections } = weeklySummary({
      program: seen.title, week, now,
      history: await happenedWithin(db, span),
      turns: await turnsWithin(db, span, (gate) => titles.get(gate) ?? gate),
      roadmap: roadmapAnswer({ ...seen, slips: await slipsOf(db), outcomes: await outcomesOf(db) }),
      capacity: capacityAnswer(seen.file, seen.plan, { today: dayOf(now), weeks: AHEAD_WEEKS }),
      gates: asked,
      overrides: await overridesWithin(db, span, new Date(now)),
      issues: await issuesWithin(db, span, now),
      arrivals: await arrivals.within(db, span),
    });
    return {
      week: week.week, from: new Date(week.from).toISOString(), to: new Date(week.to).toISOString(), at: new Date(now).toISOString(),
      title, sections, sentAt: null, markdown: markdownOf(title, sections), text: [title, ...plainOf(sections), ''].join('\n'),
    };
  }

  /** Sends the summary of the week that is over, if it is time and nobody has: whoever writes its row first sends it. */
  async function send(): Promise<void> {
    const { file } = await current();
    const now = clock.now();
    const week = dueWeek(now, file.weekly ?? DEFAULT_WEEKLY);
    if (week === undefined) return;
    const began = await historyBegan(db);
    // A house that was not there has nothing to tell of.
    if (began === undefined || began.getTime() >= week.to) return;
    if ((await db.select({ week: weeklies.week }).from(weeklies).where(eq(weeklies.week, week.week))).length > 0) return;
    const summary = await make(week);
    await inTransaction(db, async (tx) => {
      const sentAt = new Date(now);
      const first = await tx.insert(weeklies).values({ week: week.week, summary: { ...summary, sentAt: sentAt.toISOString() }, sentAt }).onConflictDoNothing().returning({ week: weeklies.week });
      if (first.length === 0) return;
      await delivery.notify(tx, {
        key: `program weekly ${week.week}`,
        message: { type: 'program.weekly', title: summary.title, importance: 'low', about: week.week, facts: [], sections: summary.sections, path: `/program/roadmap` },
      });
    });
  }
  jobs.every('program-weekly', '*/5 * * * *', send);

  return {
    send,
    routes(app: Api): void {
      app.get('/api/v1/program/weekly', { config: { access: 'program.read' }, schema: { summary: 'The week on a page: what changed, what is at risk, what was decided', querystring: WeeklyQuery, response: { 200: WeeklyAnswer } } }, async ({ query: { week: wanted } }) => {
        const { file } = await current();
        const weekly = file.weekly ?? DEFAULT_WEEKLY;
        const week = wanted === undefined ? lastWeek(clock.now(), weekly) : weekNamed(wanted, weekly);
        if (week === undefined || week.from > clock.now()) throw errors.notFound({ what: 'week' });
        const [sent] = await db.select({ summary: weeklies.summary }).from(weeklies).where(eq(weeklies.week, week.week));
        return sent?.summary ?? make(week);
      });
    },
  };
}
