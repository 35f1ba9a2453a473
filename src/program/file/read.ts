import { createHash } from 'node:crypto';
import { isMap, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { z } from 'zod';
import type { Compiled } from '../gate/condition.ts';
import { requirementsOf, type Dependency, type Goal, type Milestone, type Program, type Requirement, type Target } from '../gate/program.ts';
import { circles } from './circles.ts';
import { checkCapacity } from './plan.ts';
import { shownOf } from './public.ts';
import { ProgramFile } from './schema.ts';
import { checkTracking, environmentsOf } from './tracking.ts';

/** What is wrong with a file, and where; lines and columns count from 1. */
export type Problem = { line: number; column: number; path: string; words: string };
export type Read = { is: 'program'; program: Program; file: ProgramFile; /** What is allowed, and should not stay. */ warnings: readonly Problem[] } | { is: 'problems'; problems: readonly Problem[] };

const MAX_BYTES = 1_048_576;
const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads `program.yaml` (JSON is YAML) and checks it whole: shape, ids that are named, conditions against the facts that there
 * are, circles. All problems are told at once.
 */
export function readProgram(text: string, readCondition: (text: string) => Compiled): Read {
  if (Buffer.byteLength(text) > MAX_BYTES) return problemsOf([{ line: 1, column: 1, path: '', words: 'A program has at most 1 MiB.' }]);
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, version: '1.2' });
  const at = placer(document, counter);
  if (document.errors.length > 0) return problemsOf(document.errors.map((error) => ({ ...positionOf(counter, error.pos[0]), path: '', words: error.message })));
  const alias = firstAlias(document);
  if (alias !== undefined) return problemsOf([{ ...positionOf(counter, alias), path: '', words: 'A program says everything where it stands: aliases are not read.' }]);
  const parsed = ProgramFile.safeParse(document.toJS());
  if (!parsed.success) return problemsOf(parsed.error.issues.map((issue) => at(issue.path.map(String), wordsOf(issue))));
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const into = (list: Problem[]) => (path: readonly string[], words: string) => void list.push(at(path, words));
  for (const name of shortened(document)) into(problems)(['releases', name.value], `Write the name in quotes: "${name.written}" is read as the number ${name.value}.`);
  if (parsed.data.capacity !== undefined) checkCapacity(parsed.data.capacity, { tell: into(problems), warn: into(warnings) });
  const program = programOf(parsed.data, createHash('sha256').update(text).digest('hex'), { readCondition, tell: into(problems), warn: into(warnings) });
  return problems.length > 0 ? problemsOf(problems) : { is: 'program', program, file: parsed.data, warnings };
}

/** A record's key that does not fit says why one level down. */
const wordsOf = (issue: z.core.$ZodIssue): string => (issue.code === 'invalid_key' ? issue.issues.map(({ message }) => message).join('; ') : issue.message);

const problemsOf = (problems: readonly Problem[]): Read => ({ is: 'problems', problems: problems.slice(0, 200) });

type Tell = (path: readonly string[], words: string) => void;
type Checks = { readCondition: (text: string) => Compiled; tell: Tell; warn: Tell };
type MilestoneFile = ProgramFile['milestones'][string];
type ConditionsFile = MilestoneFile['conditions'];

function programOf(file: ProgramFile, digest: string, { readCondition, tell, warn }: Checks): Program {
  const requirements = (conditions: ConditionsFile, owner: string, path: readonly string[]): Requirement[] =>
    Object.entries(conditions).flatMap(([name, { title, when, for: duration }]) => requirement(`${owner}/${name}`, { title, when, duration }, [...path, name, 'when']) ?? []);

  function requirement(id: string, { title, when, duration }: { title: string; when: string; duration: string | undefined }, path: readonly string[]): Requirement | undefined {
    const compiled = readCondition(when);
    if (compiled.is === 'problem') {
      tell(path, `${compiled.words} (character ${compiled.at + 1} of: ${when.trim()})`);
      return undefined;
    }
    return { id, title, condition: compiled.condition, forMs: duration === undefined ? 0 : Number(duration.slice(0, -1)) * (UNITS_MS[duration.slice(-1)] ?? 0) };
  }

  function dependencies(id: string, { 'depends-on': given }: MilestoneFile): Dependency[] {
    return given.flatMap((one, index): Dependency[] => {
      const path = ['milestones', id, 'depends-on', String(index)];
      if ('milestone' in one) {
        if (!Object.hasOwn(file.milestones, one.milestone)) tell([...path, 'milestone'], `There is no milestone ${one.milestone}.`);
        if (one.unconfirmed === true) warn(path, `Nobody has confirmed that ${id} waits for ${one.milestone}: “${one.reason}”`);
        return [{ on: 'milestone', milestone: one.milestone, reason: one.reason }];
      }
      if ('team' in one) {
        const needed = requirement(`${id}/depends-on-${index + 1}`, { title: `${one.team}: ${one.title}`, when: one.when, duration: one.for }, [...path, 'when']);
        return needed === undefined ? [] : [{ on: 'elsewhere', team: one.team, title: one.title, requirement: needed, reason: one.reason }];
      }
      return [{ on: 'outcome', title: one.outcome, requirements: requirements(one.conditions, id, [...path, 'conditions']), reason: one.reason }];
    });
  }

  const milestones = Object.entries(file.milestones).map(([id, milestone]): Milestone => {
    const path = ['milestones', id];
    if (!Object.hasOwn(file.goals, milestone.goal)) tell([...path, 'goal'], `There is no goal ${milestone.goal}.`);
    const whole = milestone['part-of'];
    if (whole !== undefined && !Object.hasOwn(file.milestones, whole)) tell([...path, 'part-of'], `There is no milestone ${whole}.`);
    const made: Milestone = {
      id, title: milestone.title, goal: milestone.goal, owner: milestone.owner,
      ...(whole === undefined ? {} : { partOf: whole }),
      target: targetOf(milestone, (words) => tell(path, words)),
      requirements: requirements(milestone.conditions, id, [...path, 'conditions']),
      dependsOn: dependencies(id, milestone),
      ...(milestone.claimed === undefined ? {} : { claimed: milestone.claimed }),
    };
    const all = [...Object.keys(milestone.conditions), ...milestone['depends-on'].flatMap((one) => ('outcome' in one ? Object.keys(one.conditions) : []))];
    const twice = all.find((name, index) => all.indexOf(name) !== index);
    if (twice !== undefined) tell(path, `The condition ${twice} is there twice.`);
    if (all.length === 0 && !milestone['depends-on'].some((one) => 'team' in one)) warn(path, `${id} has no condition: nothing can ever show that it is met, and it keeps its gates closed.`);
    return made;
  });
  for (const [id, { release }] of Object.entries(file.milestones)) {
    if (release !== undefined && !Object.hasOwn(file.releases, release)) warn(['milestones', id, 'release'], `The release ${release} is not among the releases: give its day there, or null where it is not known.`);
  }
  for (const circle of circles(milestones)) tell(['milestones', circle[0] ?? ''], `These wait for each other: ${circle.join(' → ')} → ${circle[0]}.`);

  const gates = Object.entries(file.gates).map(([id, gate]) => {
    for (const milestone of gate.milestones) if (!Object.hasOwn(file.milestones, milestone)) tell(['gates', id, 'milestones'], `There is no milestone ${milestone}.`);
    if (gate.milestones.length === 0 && Object.keys(gate.conditions).length === 0) tell(['gates', id], `${id} needs nothing: it could never be judged.`);
    return { id, title: gate.title, question: gate.question, milestones: gate.milestones, requirements: requirements(gate.conditions, `gate-${id}`, ['gates', id, 'conditions']) };
  });
  const all = [...milestones.flatMap(requirementsOf), ...gates.flatMap(({ requirements: own }) => own)].map(({ id }) => id);
  const twice = all.find((id, index) => all.indexOf(id) !== index);
  // What one of them has held for, and what is an exception of it, would be that of the other.
  if (twice !== undefined) tell(['gates'], `Two conditions would be called ${twice}: give one of them another name.`);
  const goals = Object.entries(file.goals).map(([id, goal]): Goal => ({ id, ...goal }));
  if (file.tracking !== undefined) checkTracking(file.tracking, file.gates, tell);
  const shown = file.public && shownOf(file.public, { milestones, gates, releases: file.releases }, tell);
  return { title: file.program, subject: file.subject, goals, milestones, gates, ...(shown === undefined ? {} : { shown }), ...(file.tracking === undefined ? {} : { deployments: environmentsOf(file.tracking) }), digest };
}

function targetOf({ release, date, tbd }: MilestoneFile, tell: (words: string) => void): Target {
  const given = [release, date, tbd].filter((one) => one !== undefined);
  if (given.length !== 1) tell('A milestone has one of release, date and tbd.');
  if (release !== undefined) return { is: 'release', release };
  return date === undefined ? { is: 'open', words: tbd ?? '' } : { is: 'day', day: date };
}

/** Where the first alias stands: a few of them can make a text of any size. */
function firstAlias(document: Document.Parsed): number | undefined {
  let at: number | undefined;
  visit(document, {
    Alias: (_key, { range }) => {
      at = range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return at;
}

/** Names of releases that are another name as a number: 3.20 without quotes is 3.2. */
function shortened(document: Document.Parsed): { written: string; value: string }[] {
  const releases = document.get('releases');
  if (!isMap(releases)) return [];
  return releases.items.flatMap(({ key }) => {
    if (!isScalar(key) || typeof key.value !== 'number' || key.source === undefined || key.source === String(key.value)) return [];
    return [{ written: key.source, value: String(key.value) }];
  });
}

const positionOf = (counter: LineCounter, offset: number): { line: number; column: number } => {
  const { line, col } = counter.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
};

/** Where a path of the value stands in the text; the nearest part of it that is there. */
function placer(document: Document.Parsed, counter: LineCounter): (path: readonly string[], words: string) => Problem {
  return (path, words) => {
    for (let length = path.length; length > 0; length -= 1) {
      const node: unknown = document.getIn(path.slice(0, length).map((part) => (/^\d+$/.test(part) ? Number(part) : part)), true);
      if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
        return { ...positionOf(counter, Number(node.range[0])), path: path.join('.'), words };
      }
    }
    return { line: 1, column: 1, path: path.join('.'), words };
  };
}
