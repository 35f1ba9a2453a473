import { SLOT_KINDS, slotEnd, type SlotKind } from './slots.ts';

/** A pattern in parts: bytes as they stand, and slots. */
export type Step = { literal: string } | { slot: SlotKind };

/** Reads `Invalid user {name} from {ip}`. @throws {Error} for a slot of no known kind, or two slots without anything between them. */
export function stepsOf(pattern: string): Step[] {
  const steps = pattern.split(/(\{[a-z]+\})/).filter((part) => part !== '').map((part): Step => {
    if (!/^\{[a-z]+\}$/.test(part)) return { literal: part };
    const slot = SLOT_KINDS.find((kind) => part === `{${kind}}`);
    if (slot === undefined) throw new Error(`no slot is called ${part}`);
    return { slot };
  });
  if (steps.some((step, at) => 'slot' in step && steps[at + 1] !== undefined && 'slot' in (steps[at + 1] ?? step))) throw new Error(`slots touch each other in ${pattern}`);
  return steps;
}

/** What may follow at a place: literals, told apart by their first byte, else slots. Patterns that go the same way share nodes. */
type Fork = {
  /** By a first byte, the place in `literals`; NONE where no literal begins so. */
  first: Uint8Array;
  literals: readonly Node[];
  slots: readonly Node[];
};

type Node = {
  literal: Literal;
  /** The kind of slot that stands here instead of a literal, and which slot of the pattern it is. */
  kind: number;
  slot: number;
  next: Fork;
  /** The pattern that may end behind this node; -1: none. */
  pattern: number;
};

/** `first`: its first four bytes, where it has as many. */
type Literal = { length: number; view: DataView; first: number };

const NONE = 255;

export type PatternTree = {
  /**
   * The pattern that all bytes from `at` to `end` are of, by its place in the list; -1 where they are of none. Where slot n begins and
   * ends is written to `slots[2n]` and `slots[2n + 1]`. `view`: of the same bytes.
   */
  match(bytes: Uint8Array, view: DataView, at: number, end: number, slots: Uint32Array): number;
};

/** A tree that reads each byte of a line once, whatever the number of patterns. `firstSlot`: the number of a pattern's first slot. */
export function patternTree(patterns: readonly (readonly Step[])[], firstSlot: number): PatternTree {
  const root = forkOf(patterns.map((steps, pattern) => ({ tokens: tokensOf(steps), pattern })), firstSlot);
  return { match: (bytes, view, at, end, slots) => match(root, bytes, view, at, end, slots) };
}

function match(fork: Fork, bytes: Uint8Array, view: DataView, at: number, end: number, slots: Uint32Array): number {
  const literal = fork.literals[fork.first[bytes[at] ?? 0] ?? NONE];
  if (literal !== undefined) {
    const stop = literalEnd(literal.literal, view, at, end);
    const found = stop < 0 ? -1 : stop === end ? literal.pattern : match(literal.next, bytes, view, stop, end, slots);
    if (found >= 0) return found;
  }
  for (const { kind, slot, pattern, next } of fork.slots) {
    const stop = slotEnd(kind, bytes, at, end);
    if (stop < 0) continue;
    slots[2 * slot] = at;
    slots[2 * slot + 1] = stop;
    const found = stop === end ? pattern : match(next, bytes, view, stop, end, slots);
    if (found >= 0) return found;
  }
  return -1;
}

/** Where the literal that begins at `at` ends; -1 where it does not stand there. Four bytes at a time; the last four overlap those before. */
function literalEnd({ length, view, first }: Literal, bytes: DataView, at: number, end: number): number {
  if (at + length > end) return -1;
  if (length < 4) {
    for (let i = 1; i < length; i++) if (view.getUint8(i) !== bytes.getUint8(at + i)) return -1;
    return at + length;
  }
  if (first !== bytes.getInt32(at)) return -1;
  for (let i = 4; i < length - 4; i += 4) if (view.getInt32(i) !== bytes.getInt32(at + i)) return -1;
  return view.getInt32(length - 4) === bytes.getInt32(at + length - 4) ? at + length : -1;
}

/** A character, or a kind of slot. */
type Token = string | number;
type Branch = { tokens: readonly Token[]; pattern: number };

const tokensOf = (steps: readonly Step[]): Token[] => steps.flatMap((step): Token[] => ('slot' in step ? [SLOT_KINDS.indexOf(step.slot)] : step.literal.split('')));

function forkOf(branches: readonly Branch[], slot: number): Fork {
  const groups = [...Map.groupBy(branches.filter(({ tokens }) => tokens.length > 0), ({ tokens }) => tokens[0] ?? '')];
  const literals = groups.filter(([first]) => typeof first === 'string').map(([, group]) => literalOf(group, slot));
  const first = new Uint8Array(256).fill(NONE);
  for (const [at, { literal }] of literals.entries()) first[literal.view.getUint8(0)] = at;
  return { first, literals, slots: groups.flatMap(([kind, group]) => (typeof kind === 'number' ? [slotOf(kind, group, slot)] : [])) };
}

function literalOf(group: readonly Branch[], slot: number): Node {
  const shared = sharedLength(group.map(({ tokens }) => tokens));
  const view = new DataView(Uint8Array.from(group[0]?.tokens.slice(0, shared) ?? [], (character) => String(character).charCodeAt(0)).buffer);
  return { literal: { length: shared, view, first: shared < 4 ? 0 : view.getInt32(0) }, kind: -1, slot: -1, ...behind(group, shared, slot) };
}

const slotOf = (kind: number, group: readonly Branch[], slot: number): Node => ({ literal: { length: 0, view: new DataView(new ArrayBuffer(0)), first: 0 }, kind, slot, ...behind(group, 1, slot + 1) });

/** What follows the tokens that the group shares. */
function behind(group: readonly Branch[], shared: number, slot: number): Pick<Node, 'next' | 'pattern'> {
  const rest = group.map(({ tokens, pattern }) => ({ tokens: tokens.slice(shared), pattern }));
  return { next: forkOf(rest, slot), pattern: rest.find(({ tokens }) => tokens.length === 0)?.pattern ?? -1 };
}

/** How many characters in front of the first slot all of them begin with. */
function sharedLength(all: readonly (readonly Token[])[]): number {
  const [first = []] = all;
  const length = first.findIndex((token, at) => typeof token === 'number' || all.some((other) => other[at] !== token));
  return length < 0 ? first.length : length;
}
