import { addDays, dayOf, DAY_MS, dayWords, type Day } from '../capacity/days.ts';
import type { Spans } from '../capacity/schedule.ts';
import type { Evaluation, GateVerdict } from '../gate/evaluate.ts';
import type { Verdict } from '../gate/hold.ts';
import { requirementsOf, type Milestone, type Program } from '../gate/program.ts';
import type { Forecast } from './contract.ts';
import { countsOf, type Count } from './counts.ts';
import { reach, slopeOf, type Point } from './trend.ts';

/** When something is likely, or why nobody can say. */
export type Expected = { forecast: Forecast | null; noForecast: string | null };

export type Outlook = { milestones: ReadonlyMap<string, Expected>; gates: ReadonlyMap<string, Expected> };

export type OutlookInput = {
  program: Program;
  evaluation: Evaluation;
  /** Numeric facts by the day, the oldest first; `at` in days since the epoch. */
  facts: ReadonlyMap<string, readonly Point[]>;
  /** When the work of milestones that have an estimate ends: as estimated, if all goes faster, and if all takes longer. */
  work: { likely: Spans; earliest: Spans; latest: Spans };
};

/** Trends are looked at over these days; the first tells the likely day. */
const WINDOWS_DAYS = [28, 14] as const;

type Span = { likely: Day; earliest: Day; latest: Day; words: string };
type Piece = { is: 'span'; span: Span } | { is: 'unsaid'; what: string };
const NOW: Expected = { forecast: null, noForecast: null };

/**
 * When milestones are met and gates open, if things go on as they do. Pure: the time is the evaluation's. What rests on a fact
 * that is not known, or on something that neither moves nor has an estimate, has no day, and says so.
 */
export function outlook({ program, evaluation, facts, work }: OutlookInput): Outlook {
  const now = evaluation.at;
  const today = dayOf(now);
  const byId = new Map(program.milestones.map((milestone) => [milestone.id, milestone]));
  const verdicts = new Map(evaluation.milestones.map((verdict) => [verdict.id, verdict]));
  const holdFor = new Map([...program.milestones.flatMap(requirementsOf), ...program.gates.flatMap(({ requirements }) => requirements)].map(({ id, forMs }) => [id, forMs]));
  const known = new Map<string, Expected & { pieces: readonly Piece[] }>();

  /** What keeps these conditions of a milestone, or of a gate itself, from being met. */
  function piecesOf(conditions: readonly Verdict[], milestone: Milestone | undefined): Piece[] {
    const open = conditions.filter(({ outcome }) => outcome !== 'met');
    return open.map((verdict): Piece => (verdict.outcome === 'unknown' ? { is: 'unsaid', what: `${verdict.title} (not known)` } : unmet(verdict, milestone)));
  }

  function unmet(verdict: Verdict, milestone: Milestone | undefined): Piece {
    const forMs = holdFor.get(verdict.id) ?? 0;
    if (verdict.from !== undefined) {
      const day = dayOf(Math.max(verdict.from, now));
      return span({ likely: day, earliest: day, latest: dayOf(Math.max(verdict.from, now) + forMs) }, `${verdict.title} holds, and has to hold until then`);
    }
    const counts = countsOf(verdict.text);
    const trend = counts === undefined ? undefined : trendOf(counts, verdict, forMs);
    if (trend !== undefined) return trend;
    return byWork(milestone, forMs) ?? { is: 'unsaid', what: `${verdict.title} (neither a trend nor an estimate)` };
  }

  function trendOf(counts: readonly Count[], verdict: Verdict, forMs: number): Piece | undefined {
    const hold = Math.ceil(forMs / DAY_MS);
    const spans: Span[] = [];
    for (const { fact, goal, isReached } of counts) {
      const state = verdict.facts.find(({ id }) => id === fact)?.state;
      if (state?.is !== 'known' || typeof state.value !== 'number') return undefined;
      if (isReached(state.value)) continue;
      const points = [...(facts.get(fact) ?? []).filter(({ at }) => at < now / DAY_MS - 0.5), { at: now / DAY_MS, value: state.value }];
      const slopes = WINDOWS_DAYS.flatMap((days) => slopeOf(points.filter(({ at }) => at >= now / DAY_MS - days)) ?? []);
      const days = reach(state.value, goal, slopes);
      if (days === undefined) return undefined;
      const slope = slopes[0]?.likely ?? 0;
      const words = `${fact} is ${state.value} and goes ${slope < 0 ? 'down' : 'up'} by ${rounded(Math.abs(slope))} a day`;
      spans.push({ likely: addDays(today, days.likely + hold), earliest: addDays(today, days.earliest + hold), latest: addDays(today, days.latest + 2 * hold), words });
    }
    return spans.length === 0 ? undefined : { is: 'span', span: latestOf(spans) };
  }

  function byWork(milestone: Milestone | undefined, forMs: number): Piece | undefined {
    const hold = Math.ceil(forMs / DAY_MS);
    const [likely, earliest, latest] = [work.likely, work.earliest, work.latest].map((spans) => (milestone === undefined ? undefined : spans.get(milestone.id)));
    if (!likely || !earliest || milestone === undefined) return undefined;
    const last = latest ?? { to: addDays(likely.to, 2 * Math.max((Date.parse(likely.to) - Date.parse(today)) / DAY_MS, 7)) };
    return span({ likely: addDays(likely.to, hold), earliest: addDays(earliest.to, hold), latest: addDays(last.to, 2 * hold) }, 'by its estimate and the hours that there are');
  }

  function ofMilestone(id: string): Expected & { pieces: readonly Piece[] } {
    const cached = known.get(id);
    if (cached !== undefined) return cached;
    // A sound program has no circles; this keeps one that is not from turning for ever.
    known.set(id, { ...NOW, pieces: [] });
    const milestone = byId.get(id);
    const verdict = verdicts.get(id);
    const own = piecesOf(verdict?.verdicts ?? [], milestone);
    if (verdict?.verdicts.length === 0) own.push({ is: 'unsaid', what: `${milestone?.title ?? id} (it has no condition)` });
    const before = verdict?.outcome === 'met' ? [] : (verdict?.waitsFor ?? []).flatMap((other): Piece[] => {
      const first = ofMilestone(other);
      if (first.forecast !== null) return [{ is: 'span', span: { ...first.forecast, words: `it waits for ${byId.get(other)?.title ?? other}` } }];
      return first.pieces.length === 0 ? [] : [{ is: 'unsaid', what: `${byId.get(other)?.title ?? other} comes first` }];
    });
    const found = { ...expectedOf([...own, ...before], today), pieces: own };
    known.set(id, found);
    return found;
  }

  function ofGate({ state, verdicts: conditions, holding }: GateVerdict): Expected {
    if (state === 'open') return NOW;
    const held = new Set(holding.map(({ requirement }) => requirement));
    const groups = Map.groupBy(conditions.filter(({ id }) => held.has(id)), ({ milestone }) => milestone);
    const pieces = [...groups].flatMap(([milestone, some]) => piecesOf(some, milestone === undefined ? undefined : byId.get(milestone)));
    return expectedOf(pieces.length > 0 ? pieces : [{ is: 'unsaid', what: 'it needs nothing that could be judged' }], today);
  }

  const milestones = program.milestones.map(({ id }): [string, Expected] => {
    const { forecast, noForecast } = ofMilestone(id);
    return [id, { forecast, noForecast }];
  });
  return { milestones: new Map(milestones), gates: new Map(evaluation.gates.map((gate) => [gate.id, ofGate(gate)])) };
}

/** A day for all of them only where each has one. */
function expectedOf(pieces: readonly Piece[], today: Day): Expected {
  const unsaid = [...new Set(pieces.flatMap((piece) => (piece.is === 'unsaid' ? [piece.what] : [])))];
  if (unsaid.length > 0) {
    const more = unsaid.length > 2 ? `; and ${unsaid.length - 2} more` : '';
    return { forecast: null, noForecast: `Nothing says when: ${unsaid.slice(0, 2).join('; ')}${more}.` };
  }
  const spans = pieces.flatMap((piece) => (piece.is === 'span' ? [piece.span] : []));
  if (spans.length === 0) return NOW;
  const { likely, earliest, latest, words } = latestOf(spans);
  const band = earliest === latest ? '' : `, between ${dayWords(earliest, today)} and ${dayWords(latest, today)}`;
  return { forecast: { likely, earliest, latest, words: `Likely ${dayWords(likely, today)}${band}: ${words}.` }, noForecast: null };
}

/** All of them are done when the last is; the words are of the one that is likely to be last. */
function latestOf(spans: readonly Span[]): Span {
  const most = (days: readonly Day[]): Day => days.reduce((a, b) => (a > b ? a : b));
  const last = spans.reduce((a, b) => (b.likely > a.likely ? b : a));
  return { likely: last.likely, earliest: most(spans.map(({ earliest }) => earliest)), latest: most(spans.map(({ latest }) => latest)), words: last.words };
}

const span = (days: Omit<Span, 'words'>, words: string): Piece => ({ is: 'span', span: { ...days, words } });
const rounded = (value: number): string => (value >= 10 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toPrecision(1));
