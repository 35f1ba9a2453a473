import { blockOf, type HostedEdit } from '../../codehost/index.ts';
import { boxesIn, shapeOf, type Boxes } from './body.ts';

/** Who it was where GitHub does not tell; no login has a space. */
export const SOMEBODY = 'somebody at GitHub';

/** What Glacis wrote to the issue. */
export type Block = { shape: string; boxes: Boxes };
export type Known = {
  written: Block;
  /** What it was about to write when it was last heard of: that may stand there, or not. */
  pending: Block | null;
};

export type Taken = {
  /** Milestones that somebody ticked, and such as they took their tick away from. */
  ticked: readonly string[];
  unticked: readonly string[];
  /** Whether anything else between the marks is not as it was written. */
  isChanged: boolean;
  /** As it stands there now. */
  block: Block;
};

/**
 * What people did to the text of the tracking issue, as far as Glacis takes it in. A box that stands as it was written, or as it was
 * about to be when a server died, was ticked by nobody.
 */
export function takenFrom(body: string, { written, pending }: Known, { met, claimed }: { met: ReadonlySet<string>; claimed: ReadonlySet<string> }): Taken {
  const text = blockOf(body);
  const block: Block = { shape: text === undefined ? '' : shapeOf(text), boxes: text === undefined ? {} : boxesIn(text) };
  const turned = Object.entries(block.boxes).filter(([id, is]) => [written, pending].every((known) => known === null || (known.boxes[id] ?? !is) !== is) && (Object.hasOwn(written.boxes, id) || (pending !== null && Object.hasOwn(pending.boxes, id))));
  const ticked = turned.flatMap(([id, is]) => (is && !met.has(id) && !claimed.has(id) ? [id] : []));
  const unticked = turned.flatMap(([id, is]) => (!is && !met.has(id) && claimed.has(id) ? [id] : []));
  const isUnticked = turned.some(([id, is]) => !is && met.has(id));
  return { ticked, unticked, isChanged: isUnticked || (block.shape !== written.shape && block.shape !== pending?.shape), block };
}

/**
 * Who ticked or unticked a box, by the edits of the text (the newest first): the last who turned it, else the last who changed
 * anything. Undefined where Glacis itself turned it: what it knew of that is lost, as when a database was restored.
 */
export function turnedBy(edits: readonly HostedEdit[] | undefined, { milestone, is, own }: { milestone: string; is: boolean; own: string | undefined }): string | undefined {
  const all = (edits ?? []).map((edit) => ({ ...edit, box: boxAt(edit, milestone) }));
  const found = all.find(({ box }, at) => box === is && all[at + 1] !== undefined && all[at + 1]?.box !== is);
  if (found?.by !== undefined && found.by === own) return undefined;
  return found?.by ?? all.find(({ by }) => by !== undefined && by !== own)?.by ?? SOMEBODY;
}

function boxAt({ text }: HostedEdit, milestone: string): boolean | undefined {
  const block = text === undefined ? undefined : blockOf(text);
  return block === undefined ? undefined : boxesIn(block)[milestone];
}

/**
 * A change that was saved between the reading of a text and the writing of the next, and so was overwritten: the edits (the newest
 * first) between what was written and what was read. GitHub cannot change an issue only if nobody else did meanwhile, but keeps what was.
 */
export function overwritten(edits: readonly HostedEdit[] | undefined, { written, read, readAt }: { written: string; read: string; readAt: number }): HostedEdit | undefined {
  const own = (edits ?? []).findIndex(({ text }) => text !== undefined && sameText(text, written));
  const before = own < 0 ? undefined : edits?.[own + 1];
  return before !== undefined && before.at >= readAt && before.text !== undefined && !sameText(before.text, read) ? before : undefined;
}

const sameText = (a: string, b: string): boolean => plainly(a) === plainly(b);
const plainly = (text: string): string => text.replaceAll('\r\n', '\n').trimEnd();
