import type { NormalizeContext, Normalizer, Shapes } from '../normalize/index.ts';
import { isPlausible, wallClock } from '../normalize/time/clock.ts';
import { blankHeader, readHeader } from './header.ts';
import { specimenOf } from './slots.ts';
import { FIRST_SLOT, SLOT, SLOTS, templateOf, type Template } from './template.ts';
import { patternTree, stepsOf, type PatternTree, type Step } from './tree.ts';

/** A line of a known shape: its event is the template with what stands in the slots. */
export type Shaped = {
  template: Template;
  /** When it happened: ms since the epoch. */
  time: number;
  host: string;
  /** Where slot n begins and ends in the line's bytes: `slots[2n]`, `slots[2n + 1]`. */
  slots: Uint32Array;
};

export type ShapeReader = {
  /**
   * Reads the line from `start` to `end`; undefined where it is of no known shape. The same object each time: take what you need before
   * the next. `context` is one object for all lines of a delivery.
   */
  read(bytes: Uint8Array, start: number, end: number, context: NormalizeContext): Shaped | undefined;
};

/** Longer lines may be cut by the normalizer's bounds. */
const LONGEST_LINE = 1_024;
/** Books that are kept: hostile headers cannot make more of them. */
const MOST_BOOKS = 500;
/** What is kept is forgotten after so many lines at the soonest: learning a line takes six times as long as normalizing it. */
const FORGET_AFTER = 500_000;

/** The templates of a program's patterns where all lines have the same format, priority and offset from UTC; null where there is none. */
type Book = (Template | null | undefined)[];
type Program = { name: Uint8Array; steps: readonly (readonly Step[])[]; tree: PatternTree };

/**
 * Reads the lines that programs write most without a string or an object for each. What their shapes mean is what the normalizer makes
 * of a specimen, so there is one place that knows; a test holds both ways to the same.
 */
export function shapeReader(normalizer: Normalizer): ShapeReader {
  const programs = programsOf(normalizer.shapes);
  const clock = wallClock();
  const header = blankHeader();
  const slots = new Uint32Array(2 * SLOTS);
  let shaped: Shaped | undefined;
  const books = new Map<string, Book>();
  let lines = 0;
  let forgotAt = 0;
  /** The book of the line before: neighbours mostly share it. */
  let last: { book: Book; program: Program; priority: number; offset: number; context: NormalizeContext } | undefined;
  /** The bytes of the line before: a delivery's lines stand in the same. */
  let seen: { bytes: Uint8Array; view: DataView } | undefined;
  let host = new Uint8Array();

  /** Undefined where there is none yet and no room for it. */
  const bookOf = (program: Program, priority: number, offset: number, context: NormalizeContext): Book | undefined => {
    if (last && last.program === program && last.priority === priority && last.offset === offset && (last.context === context || last.context.format === context.format)) {
      last.context = context;
      return last.book;
    }
    const name = `${programs.indexOf(program)} ${priority} ${offset} ${context.format}`;
    const book = books.get(name) ?? newBook(name);
    if (!book) return undefined;
    last = { book, program, priority, offset, context };
    return book;
  };

  const newBook = (name: string): Book | undefined => {
    if (books.size >= MOST_BOOKS) {
      if (lines - forgotAt < FORGET_AFTER) return undefined;
      books.clear();
      forgotAt = lines;
    }
    const book: Book = [];
    books.set(name, book);
    return book;
  };

  const viewFor = (bytes: Uint8Array): DataView => {
    if (seen?.bytes !== bytes) seen = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
    return seen.view;
  };

  /** Has the normalizer read a line of the shape with values that are found again in its event. */
  const learn = (steps: readonly Step[], before: string, context: NormalizeContext): Template | null => {
    let nth = FIRST_SLOT;
    const values = [specimenOf('host', SLOT.host), specimenOf('number', SLOT.pid), ''];
    const message = steps.map((step) => {
      if (!('slot' in step)) return step.literal;
      return values[nth] = specimenOf(step.slot, nth++);
    }).join('');
    values[SLOT.message] = message;
    if (nth > SLOTS) return null;
    return templateOf(normalizer.normalize(`${before}${message}`, context), values) ?? null;
  };

  return {
    read(bytes, start, end, context) {
      if (end - start > LONGEST_LINE || !readHeader(bytes, start, end, header)) return undefined;
      const program = programs.find(({ name }) => isSame(name, 0, name.length, bytes, header.programAt, header.programEnd));
      if (!program) return undefined;
      const pattern = program.tree.match(bytes, viewFor(bytes), header.messageAt, end, slots);
      if (pattern < 0) return undefined;
      const time = clock.yearless(header.month, header.day, header.hour, header.minute, header.second, context.receivedAt, context.zone);
      if (!isPlausible(time, context.receivedAt)) return undefined;

      lines += 1;
      const book = bookOf(program, header.priority, context.zone === 'UTC' ? 0 : clock.offsetAt(time, context.zone), context);
      if (!book) return undefined;
      const known = book[pattern];
      const template = known === undefined ? (book[pattern] = learn(program.steps[pattern] ?? [], headOf(bytes), context)) : known;
      if (template === null) return undefined;
      setSlot(SLOT.host, header.timeEnd + 1, header.hostEnd);
      setSlot(SLOT.pid, header.programEnd + 1, header.pidEnd);
      setSlot(SLOT.message, header.messageAt, end);
      for (const [a, b] of template.differing) {
        if (isSame(bytes, slots[2 * a] ?? 0, slots[2 * a + 1] ?? 0, bytes, slots[2 * b] ?? 0, slots[2 * b + 1] ?? 0)) return undefined;
      }
      shaped ??= { template, time, host: '', slots };
      shaped.template = template;
      shaped.time = time;
      if (!isSame(host, 0, host.length, bytes, header.timeEnd + 1, header.hostEnd)) {
        host = bytes.slice(header.timeEnd + 1, header.hostEnd);
        shaped.host = latin1(host, 0, host.length);
      }
      return shaped;
    },
  };

  function setSlot(slot: number, at: number, end: number): void {
    slots[2 * slot] = at;
    slots[2 * slot + 1] = end;
  }

  /** The line's header with the specimen's host and process id. */
  function headOf(bytes: Uint8Array): string {
    const priority = header.priority < 0 ? '' : `<${header.priority}>`;
    return `${priority}${latin1(bytes, header.timeAt, header.timeEnd)} ${specimenOf('host', SLOT.host)} ${latin1(bytes, header.programAt, header.programEnd)}[${specimenOf('number', SLOT.pid)}]: `;
  }
}

/** Each program with the patterns of all that speak of it. */
function programsOf(shapes: readonly Shapes[]): Program[] {
  const names = new Set(shapes.flatMap(({ programs }) => programs));
  return [...names].map((name) => {
    const steps = shapes.filter(({ programs }) => programs.includes(name)).flatMap(({ messages }) => messages).map(stepsOf);
    return { name: Buffer.from(name, 'latin1'), steps, tree: patternTree(steps, FIRST_SLOT) };
  });
}

function isSame(a: Uint8Array, aFrom: number, aTo: number, b: Uint8Array, bFrom: number, bTo: number): boolean {
  const length = aTo - aFrom;
  if (length !== bTo - bFrom) return false;
  for (let i = 0; i < length; i++) if (a[aFrom + i] !== b[bFrom + i]) return false;
  return true;
}

const latin1 = (bytes: Uint8Array, from: number, to: number): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', from, to);
