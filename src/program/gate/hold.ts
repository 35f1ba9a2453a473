import type { FactState } from './fact.ts';
import type { Requirement } from './program.ts';

export type Outcome = 'met' | 'unmet' | 'unknown';

/** What is remembered of a condition from one evaluation to the next. Times in milliseconds since the epoch. */
export type Held = {
  /** The condition's text: another one under the same id has not held before. */
  of: string;
  /** Since when it has held without a break; absent: it does not. */
  since?: number;
  /** When it was last evaluated. */
  at: number;
};

/** What was made of one condition. */
export type Verdict = {
  id: string;
  title: string;
  text: string;
  outcome: Outcome;
  /** One sentence for people. */
  because: string;
  /** The facts that it asked, as they stood. */
  facts: readonly { id: string; state: FactState }[];
  /** When it will have held for long enough, if nothing changes; in milliseconds since the epoch. */
  from?: number;
};

/** Longer without an evaluation, nobody knows whether a condition held between. */
export const LONGEST_GAP_MS = 6 * 3_600_000;
/** How far one server's clock may be behind another's: the time that a condition has held is neither lost nor won by that. */
const SKEW_MS = 5 * 60_000;

/**
 * Judges one condition. One that must hold for a time has to have been seen to hold at every evaluation since: a break, or a
 * gap in which nobody looked, starts the time again.
 */
export function judge(requirement: Requirement, states: ReadonlyMap<string, FactState>, context: object, { now, held }: { now: number; held: Held | undefined }): { verdict: Verdict; held: Held } {
  const { id, title, condition, forMs } = requirement;
  const facts = condition.facts.map((fact) => ({ id: fact, state: states.get(fact) ?? NOBODY }));
  const base = { id, title, text: condition.text, facts };
  const answer = ask(requirement, context);
  if (answer !== true) {
    const because = answer === false ? valuesOf(facts) : unknownsOf(facts, answer);
    return { verdict: { ...base, outcome: answer === false ? 'unmet' : 'unknown', because }, held: { of: condition.text, at: now } };
  }
  const since = sinceWhen(held, condition.text, now);
  const known: Held = { of: condition.text, since, at: now };
  if (now - since >= forMs) return { verdict: { ...base, outcome: 'met', because: valuesOf(facts) }, held: known };
  return { verdict: { ...base, outcome: 'unmet', because: `${valuesOf(facts)}, but only since ${new Date(since).toISOString()}`, from: since + forMs }, held: known };
}

/** Since when it has held: as before, where the same condition was looked at not long ago. */
function sinceWhen(held: Held | undefined, text: string, now: number): number {
  if (held?.since === undefined || held.of !== text) return now;
  return now >= held.at - SKEW_MS && now - held.at <= LONGEST_GAP_MS ? Math.min(held.since, now) : now;
}

const NOBODY: FactState = { is: 'unknown', because: 'missing', words: 'nobody has said anything of it' };

/** True, false, or the words of what went wrong. */
function ask({ condition }: Requirement, context: object): boolean | string {
  try {
    return condition.holds(context);
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}

const valuesOf = (facts: Verdict['facts']): string =>
  facts.map(({ id, state }) => `${id} is ${state.is === 'known' ? String(state.value) : 'not known'}`).join(', ');

function unknownsOf(facts: Verdict['facts'], error: string): string {
  const unknown = facts.flatMap(({ id, state }) => (state.is === 'unknown' ? [`${id}: ${state.words}`] : []));
  return unknown.length > 0 ? unknown.join('; ') : error;
}
