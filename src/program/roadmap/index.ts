import type { Tx } from '../../kernel/database/index.ts';
import type { Api } from '../../kernel/http/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { CapacityRoom } from '../capacity/index.ts';
import { dayOf } from '../capacity/days.ts';
import type { Plan } from '../capacity/plan.ts';
import type { ProgramFile } from '../file/schema.ts';
import type { Evaluation } from '../gate/evaluate.ts';
import type { Evidence } from '../gate/fact.ts';
import type { Program } from '../gate/program.ts';
import { roadmapAnswer } from './answer.ts';
import { burnUp } from './burn-up.ts';
import { BurnUp, BurnUpQuery, RoadmapAnswer } from './contract.ts';
import { countsOf } from './counts.ts';
import { factDayBook } from './fact-days.ts';
import { eventsOf, noteOutcomes, outcomesOf, slipsOf } from './history.ts';
import { outlook, type Outlook } from './outlook.ts';

/** The program as it was judged, and what follows of it for the days to come. */
export type Seen = { file: ProgramFile; evaluation: Evaluation; outlook: Outlook; plan: Plan | undefined };

type Held = { program: Program; file: ProgramFile; version: number };

/** Milestones in time: what became of them, when they are likely, and what they were aimed at. */
export function roadmapRoom({ db, clock }: Pick<Kernel, 'db' | 'clock'>, { plan, current }: { plan: CapacityRoom['plan']; current: () => Promise<Seen> }) {
  const book = factDayBook();
  return {
    /** Keeps what was seen, in the transaction in which it was judged. */
    async note(tx: Tx, { program, version }: Held, evaluation: Evaluation, evidence: ReadonlyMap<string, Evidence>): Promise<void> {
      await noteOutcomes(tx, { program, version }, evaluation);
      await book.note(tx, evidence, { subject: program.subject, now: evaluation.at });
    },

    /** When milestones and gates are likely, and the plan of the work that this rests on. */
    async ahead({ program, file }: Held, evaluation: Evaluation): Promise<{ outlook: Outlook; plan: Plan | undefined }> {
      const work = await plan({ file, evaluation });
      const verdicts = [...evaluation.milestones, ...evaluation.gates].flatMap((one) => one.verdicts);
      const wanted = new Set(verdicts.flatMap(({ outcome, text }) => (outcome === 'unmet' ? (countsOf(text) ?? []) : [])).map(({ fact }) => fact));
      const points = await book.points(db, [...wanted], dayOf(evaluation.at));
      const none = new Map();
      return { plan: work, outlook: outlook({ program, evaluation, facts: points, work: { likely: work?.likely ?? none, earliest: work?.earliest ?? none, latest: work?.latest ?? none } }) };
    },

    sweep: (): Promise<unknown> => book.sweep(db, dayOf(clock.now())),

    routes(app: Api): void {
      const read = { access: 'program.read' } as const;
      app.get('/api/v1/program/roadmap', { config: read, schema: { summary: 'Releases and milestones in time, with slips and forecasts', response: { 200: RoadmapAnswer } } }, async () =>
        roadmapAnswer({ ...(await current()), slips: await slipsOf(db), outcomes: await outcomesOf(db) }));
      app.get('/api/v1/program/burn-up', { config: read, schema: { summary: 'Milestones of each goal, met and in all, day by day', querystring: BurnUpQuery, response: { 200: BurnUp } } }, async ({ query: { days } }) => {
        const { file } = await current();
        return burnUp(await eventsOf(db), Object.entries(file.goals).map(([id, { title }]) => ({ id, title })), { today: dayOf(clock.now()), days });
      });
    },
  };
}
export type RoadmapRoom = ReturnType<typeof roadmapRoom>;
