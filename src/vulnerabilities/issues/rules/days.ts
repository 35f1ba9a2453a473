/** A calendar day in UTC, `2026-12-24`; compares as text. */
export type CalendarDay = string;

/** What is worked: ISO weekdays (1 is Monday), and the days that are not. */
export type Calendar = { week: readonly number[]; holidays: readonly string[] };

const DAY_MS = 86_400_000;
/** Ten years and more of holidays in a row would be no calendar: a search for a worked day ends here. */
const MOST_STEPS = 4_000;

export const dayOf = (at: Date | number): CalendarDay => new Date(at).toISOString().slice(0, 10);
const timeOf = (day: CalendarDay): number => Date.parse(`${day}T00:00:00Z`);
export const addDays = (day: CalendarDay, days: number): CalendarDay => dayOf(timeOf(day) + days * DAY_MS);

/** The day that many months later; of a month that is shorter, its last. */
export function addMonths(day: CalendarDay, months: number): CalendarDay {
  const from = new Date(timeOf(day));
  const last = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 0)).getUTCDate();
  return dayOf(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, Math.min(from.getUTCDate(), last)));
}

/** Business days by a policy's calendar, in UTC. */
export function businessDays({ week, holidays }: Calendar) {
  const off = new Set(holidays);
  const isWorked = (day: CalendarDay): boolean => week.includes(new Date(timeOf(day)).getUTCDay() || 7) && !off.has(day);

  /** Worked days after `from`, up to and with `to`; 0 where `to` is not later. */
  function between(from: CalendarDay, to: CalendarDay): number {
    const days = Math.round((timeOf(to) - timeOf(from)) / DAY_MS);
    if (days <= 0) return 0;
    const start = new Date(timeOf(from)).getUTCDay() || 7;
    let worked = Math.floor(days / 7) * week.length;
    for (let step = 1; step <= days % 7; step += 1) if (week.includes(((start + step - 1) % 7) + 1)) worked += 1;
    for (const holiday of off) if (holiday > from && holiday <= to && week.includes(new Date(timeOf(holiday)).getUTCDay() || 7)) worked -= 1;
    return worked;
  }

  return {
    isWorked,
    between,

    /** The worked day that many worked days after `day`; `day` itself for 0. */
    add(day: CalendarDay, days: number): CalendarDay {
      let at = day;
      for (let left = days, steps = 0; left > 0 && steps < MOST_STEPS * 2; steps += 1) {
        at = addDays(at, 1);
        if (isWorked(at)) left -= 1;
      }
      return at;
    },

    /** The last worked day up to and with `day`: what was due before it is late. */
    lastWorked(day: CalendarDay): CalendarDay {
      let at = day;
      for (let steps = 0; !isWorked(at) && steps < MOST_STEPS; steps += 1) at = addDays(at, -1);
      return at;
    },

    /** Worked days by which `due` is missed on `today`; negative before. */
    late: (due: CalendarDay, today: CalendarDay): number => (due < today ? between(due, today) : 0 - between(today, due)),
  };
}
export type BusinessDays = ReturnType<typeof businessDays>;
