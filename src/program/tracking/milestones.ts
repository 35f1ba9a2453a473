import { Document, isMap, isScalar } from 'yaml';
import type { HostedMilestone } from '../../codehost/index.ts';
import { visible } from '../../kernel/visible.ts';
import type { ProgramFile } from '../file/schema.ts';
import { slug } from '../page/slug.ts';

type MilestoneFile = ProgramFile['milestones'][string];
export type ImportedMilestones = { text: string; doubts: readonly { milestone: string; words: string }[] };

const MOST_NOTES = 20;

/**
 * Makes a program of the milestones of a repository: ids from their titles, days as they are due, closed ones as claimed, what is
 * said of them as comments. Nothing can show that they are met until a person gives them conditions.
 */
export function programOfMilestones(milestones: readonly HostedMilestone[], repository: string): ImportedMilestones {
  const goal = slug(repository.split('/')[1] ?? '');
  const named = withIds(milestones);
  const file = {
    program: `The milestones of ${repository}`,
    subject: repository,
    goals: { [goal]: { title: `What ${repository} is to reach`, problem: 'Imported from milestones: say in your own words what is wrong today.' } },
    milestones: Object.fromEntries(named.map(([id, milestone]) => [id, fileOf(milestone, { goal, repository })])),
  };
  const doubts = named.flatMap(([id, { state }]) => [
    { milestone: id, words: 'It needs conditions, or nothing can show that it is met.' },
    ...(state === 'closed' ? [{ milestone: id, words: 'It is closed at GitHub: taken as claimed, which opens no gate.' }] : []),
  ]);
  return { text: withNotes(new Document(file), named), doubts: [...doubts, { milestone: '', words: 'There is no gate yet: say which milestones a decision waits for.' }] };
}

function fileOf({ number, title, due, state, creator }: HostedMilestone, { goal, repository }: { goal: string; repository: string }): Partial<MilestoneFile> {
  return {
    title: said(title).slice(0, 300).trim() || `Milestone ${number}`, goal, owner: said(creator).trim() || 'security',
    ...(due === null ? { tbd: 'no day at GitHub yet' } : { date: due }),
    ...(state === 'closed' ? { claimed: { by: repository, words: `milestone ${number} is closed at GitHub` } } : {}),
  };
}

const said = (words: string): string => visible(words.toWellFormed());

/** Each with an id of its own, the same for the same titles in the same order. */
function withIds(milestones: readonly HostedMilestone[]): [string, HostedMilestone][] {
  const taken = new Set<string>();
  return milestones.map((milestone) => {
    const base = slug(milestone.title);
    let id = base;
    for (let n = 2; taken.has(id); n += 1) id = `${base}-${n}`;
    taken.add(id);
    return [id, milestone];
  });
}

/** What is said of each stands above it, as comments. */
function withNotes(document: Document, named: readonly [string, HostedMilestone][]): string {
  const descriptions = new Map(named.map(([id, { description }]) => [id, description]));
  const map = document.get('milestones');
  if (isMap(map)) {
    for (const { key } of map.items) {
      const description = isScalar(key) ? (descriptions.get(String(key.value)) ?? '') : '';
      const lines = description.split(/\r\n|[\n\r\u0085\u2028\u2029]/u).slice(0, MOST_NOTES).map((line) => ` ${said(line).slice(0, 300)}`.trimEnd());
      if (isScalar(key) && description.trim() !== '') key.commentBefore = lines.join('\n');
    }
  }
  return document.toString({ lineWidth: 0 });
}
