import { createHash } from 'node:crypto';
import { digestOf, markOf, prose } from '../../codehost/index.ts';
import type { GateAnswer, MilestoneAnswer, ProgramAnswer } from '../contract.ts';
import { sentenceOf } from './exceptions.ts';

/** What Glacis writes is no longer than this, whatever room there is: GitHub takes texts of 65,536 characters, people's words with them. */
const MOST = 50_000;
const WHOLE = 65_000;
const REST = 400;
const BOX = /^\s{0,12}[-*+] \[([ xX])\] .*<!-- glacis milestone:([a-z0-9-]{1,64}) -->\s*$/;

/** The mark of a program's issue: the same for the same subject, so that a house that lost its data finds the issue again. */
export const programMark = (subject: string): string => markOf('program', subjectId(subject));
/** Words by which a search finds it. */
export const programWords = (subject: string): string => `glacis program:${subjectId(subject)}`;
const subjectId = (subject: string): string => createHash('sha256').update(subject).digest('hex').slice(0, 24);

export type Boxes = Readonly<Record<string, boolean>>;

/** The boxes of milestones in what stands between the marks, and whether they are ticked. Where one is there twice the first counts. */
export function boxesIn(block: string): Boxes {
  const boxes = new Map<string, boolean>();
  for (const line of block.split('\n')) {
    const [, tick = ' ', id = ''] = BOX.exec(line) ?? [];
    if (id !== '' && !boxes.has(id)) boxes.set(id, tick !== ' ');
  }
  return Object.fromEntries(boxes);
}

/** Short for all of a block but what is ticked in it. */
export const shapeOf = (block: string): string => digestOf(block.split('\n').map((line) => (BOX.test(line) ? line.replace(/\[[ xX]\]/, '[ ]') : line)).join('\n'));

/** Whether its box is to be ticked: it is met, or somebody ticked it. */
const isTicked = ({ outcome }: MilestoneAnswer, claims: ReadonlySet<string>, id: string): boolean => outcome === 'met' || claims.has(id);

type Around = {
  /** Milestones that somebody ticked. */
  claims: ReadonlySet<string>;
  /** The address of Glacis, where people can reach it. */
  link: string | undefined;
  /** How long the text around it is. */
  around: number;
};

/**
 * What an issue shows of a program: gates, goals, and milestones as boxes. The same program makes the same text. What does not fit is
 * counted. Nothing that the program says is markup, a mention, a reference or a link.
 */
export function blockOfProgram(program: ProgramAnswer, { claims, link, around }: Around): string {
  const room = Math.max(Math.min(MOST, WHOLE - around) - REST, 0);
  const lines: string[] = [];
  let used = 0;
  let left = 0;
  const say = (...some: string[]): boolean => {
    const length = some.reduce((sum, line) => sum + line.length + 1, 0);
    if (used + length > room) return false;
    lines.push(...some);
    used += length;
    return true;
  };

  say(prose(program.title, 200));
  if (program.gates.length > 0) say('', '### Gates', '');
  for (const gate of program.gates) if (!say(gateLine(gate))) left += 1;
  for (const goal of program.goals) {
    const own = program.milestones.filter((one) => one.goal === goal.id);
    say('', `### ${prose(goal.title, 200)}`, '', prose(goal.problem, 1_000), '');
    for (const [milestone, depth] of nested(own)) if (!say(milestoneLine(milestone, { claims, depth }))) left += 1;
  }
  if (left > 0) lines.push('', `and ${left} more, for which there is no room here`);
  const where = link === undefined ? '' : ` [Open in Glacis](${link})`;
  return [...lines, '', `<sub>Kept by Glacis: what stands here is written anew. Write above or below. To tick a box is to say that it is done, which is shown and opens no gate: evidence does.${where}</sub>`].join('\n');
}

const GATE_WORDS = { open: 'open', closed: 'closed', unknown: 'not known' } as const;
const gateLine = (gate: GateAnswer): string => `- **${GATE_WORDS[gate.state]}**: ${prose(gate.question, 200)} ${prose(sentenceOf(gate), 400)}${gate.forecast === null ? '' : ` Likely to open on ${prose(gate.forecast.likely)}.`}`;

function milestoneLine(milestone: MilestoneAnswer, { claims, depth }: { claims: ReadonlySet<string>; depth: number }): string {
  const { id, title, target } = milestone;
  return `${'  '.repeat(depth)}- [${isTicked(milestone, claims, id) ? 'x' : ' '}] ${prose(title, 200)} · ${prose(target, 80)}${likely(milestone)} · ${standing(milestone)} <!-- glacis milestone:${id} -->`;
}

const likely = ({ forecast }: MilestoneAnswer): string => (forecast === null ? '' : `, likely ${prose(forecast.likely)}`);

/** What it is, and why it is not met, in one short sentence. */
function standing({ outcome, conditions, claim }: MilestoneAnswer): string {
  if (outcome === 'met') return '**met**';
  const said = claim === null ? '' : `, claimed by ${prose(claim.by, 60)}`;
  const first = conditions.find((one) => one.outcome === outcome);
  const why = first === undefined ? 'it has no condition that could show it' : `${prose(first.title, 120)} (${prose(first.sentence, 160)})`;
  return `${outcome === 'unmet' ? 'not met' : 'not known'}${said}: ${why}`;
}

/** Each milestone followed by its parts, with how deep it stands. */
function nested(milestones: readonly MilestoneAnswer[]): [MilestoneAnswer, number][] {
  const ids = new Set(milestones.map(({ id }) => id));
  const parts = Map.groupBy(milestones, ({ id, partOf }) => (partOf !== null && partOf !== id && ids.has(partOf) ? partOf : ''));
  const found: [MilestoneAnswer, number][] = [];
  const seen = new Set<string>();
  const visit = (one: MilestoneAnswer, depth: number): void => {
    if (seen.has(one.id)) return;
    seen.add(one.id);
    found.push([one, Math.min(depth, 4)]);
    for (const part of parts.get(one.id) ?? []) visit(part, depth + 1);
  };
  for (const one of parts.get('') ?? []) visit(one, 0);
  // Parts of each other: nothing forbids it.
  for (const one of milestones) visit(one, 0);
  return found;
}
