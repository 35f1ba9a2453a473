import { addDays, type Day } from './days.ts';

/** Work for the goals: a milestone's estimate, or the fixes that are promised for a day. */
export type Task = {
  id: string;
  hours: number;
  /** When it is to be done; null where nobody says. */
  due: Day | null;
  /** Tasks that come first; those that are not among the tasks are done. */
  after: readonly string[];
};

/** When a task is worked on, from the first to the last day; null: not within the days that were looked at. */
export type Spans = ReadonlyMap<string, { from: Day; to: Day } | null>;

type Calendar = { today: Day; last: Day; hoursOn: (day: Day) => number; /** Everything takes so many times its hours. */ stretch?: number };

/** Hours below this are a matter of rounding. */
const NOTHING = 1e-9;

/** One task after the other, as the whole team would do them; `ordered` as by `inOrder`. */
export function schedule(ordered: readonly Task[], { today, last, hoursOn, stretch = 1 }: Calendar): Spans {
  const spans = new Map<string, { from: Day; to: Day } | null>(ordered.map(({ id }) => [id, null]));
  let day = today;
  let free = hoursOn(day);
  for (const { id, hours } of ordered) {
    let needed = hours * stretch;
    while (free <= NOTHING && day < last) {
      day = addDays(day, 1);
      free = hoursOn(day);
    }
    const from = day;
    while (needed > free + NOTHING && day < last) {
      needed -= free;
      day = addDays(day, 1);
      free = hoursOn(day);
    }
    if (needed > free + NOTHING) return spans;
    free -= needed;
    spans.set(id, { from, to: day });
  }
  return spans;
}

const NEVER = '9999-12-31';

/**
 * What is due first comes first, with all that it waits for before it. Deterministic: of the same day the order is that of the
 * input. What waits in a circle, as nothing does in a sound program, is left out.
 */
export function inOrder(tasks: readonly Task[]): Task[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const urgency = urgencies(tasks, byId);
  const left = new Map(tasks.map(({ id, after }) => [id, new Set(after.filter((one) => byId.has(one)))]));
  const ordered: Task[] = [];
  const ranked = tasks.map((task, index) => ({ task, index })).toSorted((a, b) => compare(urgency.get(a.task.id) ?? NEVER, urgency.get(b.task.id) ?? NEVER) || a.index - b.index);
  for (;;) {
    const next = ranked.find(({ task }) => left.get(task.id)?.size === 0);
    if (next === undefined) return ordered;
    ordered.push(next.task);
    left.delete(next.task.id);
    for (const waits of left.values()) waits.delete(next.task.id);
  }
}

/** What a task waits for is as urgent as the task itself. */
function urgencies(tasks: readonly Task[], byId: ReadonlyMap<string, Task>): Map<string, Day> {
  const urgency = new Map(tasks.map(({ id, due }) => [id, due ?? NEVER]));
  const raise = (id: string, due: Day): void => {
    for (const before of byId.get(id)?.after ?? []) {
      if ((urgency.get(before) ?? '') <= due) continue;
      urgency.set(before, due);
      raise(before, due);
    }
  };
  for (const { id, due } of tasks) if (due !== null) raise(id, due);
  return urgency;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
