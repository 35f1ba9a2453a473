import type { NormalizedEvent } from '../ocsf/event.ts';
import { draft, observePromoted, put } from './draft.ts';
import type { Normalized } from './draft.ts';
import { lineReader } from './envelope/index.ts';
import type { Line } from './line.ts';
import { scanText } from './read/scan.ts';
import type { FormatInfo, Shapes, Source } from './source.ts';
import { sources as known } from './sources/index.ts';
import { isPlausible, wallClock, YEAR_2000 } from './time/clock.ts';
import { within } from './bounds.ts';

export type { Normalized } from './draft.ts';
export type { FormatInfo, Shapes, Source } from './source.ts';

/** Raised whenever a line would now be read otherwise: a row says which version made it. */
export const NORMALIZER_VERSION = 1;

export type NormalizeContext = {
  /** The format that the source is said to have: asked first, unless it is generic. Null: the line says it itself. */
  format: string | null;
  /** Ms since the epoch. */
  receivedAt: number;
  /** IANA zone of times that name none. */
  zone: string;
};

export type Normalizer = {
  version: number;
  formats: readonly FormatInfo[];
  /** The messages that a program writes most, see source.ts. */
  shapes: readonly Shapes[];
  /** Never throws, whatever the line. */
  normalize(raw: string, context: NormalizeContext): Normalized;
  /** The time as the line writes it (`metadata.original_time`); '' when it writes none. */
  originalTime(raw: string, format: string): string;
};

/** Turns lines into events. It remembers the minute and zone that it read last, so keep one and use it for all lines. */
export function createNormalizer({ sources = known }: { sources?: readonly Source[] } = {}): Normalizer {
  const read = lineReader(wallClock());
  const anybodys = sources.filter(({ own }) => own !== true);
  const byId = new Map(sources.map((source) => [source.id, source]));

  function understand(line: Line, format: string | null): Normalized | null {
    const named = format === null ? undefined : byId.get(format);
    if (named && named.generic !== true && (line.app === '' || named.recognizes(line))) {
      const event = named.parse(line);
      if (event) return event;
    }
    let program: Source | undefined;
    for (const source of anybodys) {
      if (!source.recognizes(line)) continue;
      if (program && source.generic === true) return unknownMessage(line, program.id);
      const event = source.parse(line);
      if (event) return event;
      program ??= source;
    }
    return null;
  }

  function normalizeLine(raw: string, context: NormalizeContext): { event: Normalized; line: Line } {
    const line = read(raw, context.receivedAt, context.zone);
    let understood: Normalized | null = null;
    try {
      understood = understand(line, context.format);
    } catch {
      // A source that fails on a line loses its reading of it, never the line: it is counted as not understood.
    }
    const event = understood ?? { ...draft(line, 'text'), parsed: false };
    setTime(event, line);
    within(event, raw.length);
    observePromoted(event);
    return { event, line };
  }

  return {
    version: NORMALIZER_VERSION,
    formats: sources.map(({ id, title, product, own }) => ({ id, title, product, ...(own && { own }) })),
    shapes: sources.flatMap(({ shapes }) => shapes ?? []),
    normalize: (raw, context) => normalizeLine(raw, context).event,
    originalTime: (raw, format) => normalizeLine(raw, { format, receivedAt: 0, zone: 'UTC' }).line.timeText,
  };
}

/** A message that its program's source does not know. */
function unknownMessage(line: Line, format: string): Normalized {
  const event = draft(line, format);
  event.action = 'message';
  scanText(event, line.message);
  return event;
}

/** The event's time: the line's, or the receipt's where the line has none or its clock is plainly wrong; then the line's is kept beside. */
function setTime(event: NormalizedEvent, line: Line): void {
  const { time, receivedAt } = line;
  if (isPlausible(time, receivedAt)) {
    event.time = time;
    if (line.offset !== 0) put(event, 'timezone_offset', line.offset);
    return;
  }
  event.time = receivedAt;
  if (Number.isNaN(time)) return;
  put(event, 'unmapped.clock', time < YEAR_2000 ? 'before 2000' : 'ahead');
  put(event, 'metadata.original_time', line.timeText);
}
