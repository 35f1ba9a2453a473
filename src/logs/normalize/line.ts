import type { Json } from './read/json.ts';
import type { WallClock } from './time/clock.ts';

/** How a line came: what its header, if it has one, is written in. */
export type Envelope = 'syslog' | 'file' | 'journald' | 'json' | 'none';

/** What a line says before anybody looks at its message: the same whatever carried it. */
export type Line = {
  envelope: Envelope;
  /** When it happened, in ms since the epoch; NaN when the header does not say (a source may). */
  time: number;
  /** The time as it was written; '' when there is none. */
  timeText: string;
  /** Minutes east of UTC of the time as written. */
  offset: number;
  /** The machine that logged it, the program, and its process id (-1: not said). */
  host: string;
  app: string;
  pid: number;
  /** Syslog's numbers; -1: not said. */
  facility: number;
  severity: number;
  /** What follows the header. */
  message: string;
  /** How often it happened, where the logger folded repetitions; 0: not folded. */
  repeat: number;
  /** The JSON object that the message is, where it is one. */
  json: Json | null;
  /** Path and value in turn: what the header carries beside these fields. */
  extra: string[];
  /** Ms since the epoch, and the IANA zone for times that name none. */
  receivedAt: number;
  zone: string;
  /** Reads times that lack a year or a zone. */
  clock: WallClock;
};

/** A line of which nothing is known. One is used for all lines, so that reading makes little garbage: see `renew`. */
export function blankLine(clock: WallClock): Line {
  return {
    envelope: 'none',
    time: Number.NaN,
    timeText: '',
    offset: 0,
    host: '',
    app: '',
    pid: -1,
    facility: -1,
    severity: -1,
    message: '',
    repeat: 0,
    json: null,
    extra: [],
    receivedAt: 0,
    zone: 'UTC',
    clock,
  };
}

/** Makes a line blank again, for the next. */
export function renew(line: Line, receivedAt: number, zone: string): void {
  line.envelope = 'none';
  line.time = Number.NaN;
  line.timeText = '';
  line.offset = 0;
  line.host = '';
  line.app = '';
  line.pid = -1;
  line.facility = -1;
  line.severity = -1;
  line.message = '';
  line.repeat = 0;
  line.json = null;
  line.extra.length = 0;
  line.receivedAt = receivedAt;
  line.zone = zone;
}

/** Gives the line a time of the wall: `wallMs` is its date and time read as if it were UTC; `offset` NaN: as the source's zone has it. */
export function setWallTime(line: Line, wallMs: number, offset: number, written: string): void {
  if (Number.isNaN(wallMs)) return;
  line.timeText = written;
  if (Number.isNaN(offset)) {
    line.time = line.clock.zoneless(wallMs, line.receivedAt, line.zone);
    line.offset = line.zone === 'UTC' ? 0 : line.clock.offsetAt(line.time, line.zone);
  } else {
    line.time = wallMs - offset * 60_000;
    line.offset = offset;
  }
}
