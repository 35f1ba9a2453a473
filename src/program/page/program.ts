import type { ProgramFile } from '../file/schema.ts';
import { likeness, shared, telling } from './likeness.ts';
import { slug } from './slug.ts';
import type { Page, PageDependency, PageMilestone } from './read.ts';

type MilestoneFile = ProgramFile['milestones'][string];
type DependencyFile = MilestoneFile['depends-on'][number];

/** What a person has to look at before the file is right. */
export type Doubt = { milestone: string; words: string };
export type Imported = { file: ProgramFile; doubts: readonly Doubt[] };

/** Less alike than this, two milestones are not the same one. */
const ALIKE = 0.3;

type Placed = { id: string; known: MilestoneFile | undefined; page: PageMilestone; goal: string; partOf: string | undefined };

/**
 * Makes a program of a page: words, releases, claims and numbers are the page's; ids, conditions and what the page does not
 * say are those of the template's milestone that speaks of the same. What is not certain is a doubt, for a person to decide.
 */
export function programOfPage(page: Page, template: ProgramFile): Imported {
  const doubts: Doubt[] = [];
  const placed = place(page, template);
  const releases = new Set<string>();
  const milestones = placed.map(({ id, known, page: written, goal, partOf }): [string, MilestoneFile] => {
    if (known === undefined) doubts.push({ milestone: id, words: 'The template has nothing like it: it needs conditions, or nothing can show that it is met.' });
    if (written.release !== undefined) releases.add(written.release);
    const named = written.dependencies.map((dependency) => dependencyOf(dependency, { placed, goal, own: id, tell: (words) => doubts.push({ milestone: id, words }) }));
    const given = named.flatMap((dependency) => dependency ?? []);
    const others = (known?.['depends-on'] ?? []).filter((one) => !('milestone' in one) || (placed.some((other) => other.id === one.milestone) && !given.some((other) => 'milestone' in other && other.milestone === one.milestone)));
    return [id, {
      title: written.title, goal, owner: known?.owner ?? 'security',
      ...(partOf === undefined ? {} : { 'part-of': partOf }),
      ...(written.release === undefined ? { tbd: written.open ?? 'no release yet' } : { release: written.release }),
      conditions: known?.conditions ?? {},
      'depends-on': [...given, ...others],
      ...(written.isStruck ? { claimed: { by: page.title || 'the page', words: 'struck through' } } : {}),
    }];
  });
  for (const { id, page: { isStruck } } of placed) if (isStruck) doubts.push({ milestone: id, words: 'It is struck through on the page: taken as claimed, which opens no gate. Its conditions decide.' });
  for (const release of releases) doubts.push({ milestone: '', words: `The release ${release} has no day: add one under releases, or leave it open.` });
  const ids = new Set(placed.map(({ id }) => id));
  const gates = Object.entries(template.gates).map(([id, gate]): [string, ProgramFile['gates'][string]] => [id, { ...gate, milestones: gate.milestones.filter((milestone) => ids.has(milestone)) }]);
  const empty = gates.filter(([, gate]) => gate.milestones.length === 0).map(([id]) => id);
  for (const id of empty) doubts.push({ milestone: '', words: `The gate ${id} of the template is left out: the page has none of its milestones.` });
  return {
    file: {
      ...template, program: page.title || template.program, releases: {},
      goals: Object.fromEntries(page.goals.map(({ title, problem }) => [goalId(title, template), { title, problem: problem || title }])),
      milestones: Object.fromEntries(milestones),
      gates: Object.fromEntries(gates.filter(([id]) => !empty.includes(id))),
    },
    doubts,
  };
}

function goalId(title: string, { goals }: ProgramFile): string {
  const alike = likeness([title, ...Object.values(goals).map((goal) => goal.title)]);
  const best = Object.entries(goals).map(([id, goal]) => ({ id, score: alike(title, goal.title) })).toSorted((a, b) => b.score - a.score)[0];
  return best !== undefined && best.score >= ALIKE ? best.id : slug(title);
}

/** The first sentence, without what is in brackets. */
const gist = (title: string): string => title.replace(/\([^()]*\)/gu, '').replace(/\.\s.*$/su, '');

/** Finds each milestone of the page among the template's, the most alike first, each once. */
function place(page: Page, template: ProgramFile): Placed[] {
  const known = Object.entries(template.milestones);
  const written = page.goals.flatMap(({ title, milestones }) => milestones.flatMap((one) => [{ one, goal: goalId(title, template), whole: undefined }, ...one.parts.map((part) => ({ one: part, goal: goalId(title, template), whole: one }))]));
  const alike = likeness([...known.map(([, { title }]) => gist(title)), ...written.map(({ one }) => gist(one.title))]);
  const pairs = written
    .flatMap((mine) => known.filter(([, theirs]) => theirs.goal === mine.goal).map(([id, theirs]) => ({ mine: mine.one, id, score: alike(gist(mine.one.title), gist(theirs.title)) })))
    .filter(({ score }) => score >= ALIKE)
    .toSorted((a, b) => b.score - a.score);
  const ids = new Map<PageMilestone, string>();
  const taken = new Set<string>();
  for (const { mine, id } of pairs) {
    if (ids.has(mine) || taken.has(id)) continue;
    ids.set(mine, id);
    taken.add(id);
  }
  for (const { one } of written) {
    if (ids.has(one)) continue;
    const base = slug(one.title);
    let id = base;
    for (let n = 2; taken.has(id); n += 1) id = `${base}-${n}`;
    ids.set(one, id);
    taken.add(id);
  }
  return written.map(({ one, goal, whole }) => {
    const id = ids.get(one) ?? slug(one.title);
    return { id, known: template.milestones[id], page: one, goal, partOf: whole === undefined ? undefined : ids.get(whole) };
  });
}

type Around = { placed: readonly Placed[]; goal: string; own: string; tell: (words: string) => void };

/** A dependency that names a milestone by number becomes one by id, with the page's own reason, which must speak of the same or be confirmed. */
function dependencyOf({ words, named }: PageDependency, { placed, goal, own, tell }: Around): DependencyFile | undefined {
  if (named === undefined) {
    tell(`It depends on “${words}”, which names no milestone: see whether what the template says of it is meant.`);
    return undefined;
  }
  const goals = new Set(placed.map((one) => one.goal));
  const meant = named.goal === undefined ? goal : ([...goals].find((id) => placed.some((one) => one.goal === id) && isNamed(named.goal ?? '', id)) ?? goal);
  const target = placed.find((one) => one.goal === meant && one.partOf === undefined && one.page.number === named.number);
  if (target === undefined || target.id === own) {
    tell(`It depends on milestone ${named.number}, and there is none: “${words}”`);
    return undefined;
  }
  const reason = words.replace(/^[^.]*\bmilestone \d+[^.]*\.\s*/u, '') || words;
  if (shared(telling(reason), telling(target.page.title)).length > 0) return { milestone: target.id, reason };
  tell(`“Milestone ${named.number}” is ${target.id} (${target.page.title}), but the reason speaks of something else: “${reason}” Confirm it, or name another, and remove the word unconfirmed.`);
  return { milestone: target.id, reason, unconfirmed: true };
}

const isNamed = (words: string, goal: string): boolean => telling(words).has([...telling(goal)][0] ?? goal);
