import { STATUS } from '../ocsf/captions.ts';
import { CLASS, LOGON } from '../ocsf/classes.ts';
import type { NormalizedEvent } from '../ocsf/event.ts';
import type { Shaped } from '../shapes/reader.ts';
import { filled, type Parts, type Template } from '../shapes/template.ts';
import { storedTime, type RowSetting } from './columns.ts';
import { seenTexts } from './seen-texts.ts';

/** A sign-in, succeeded or failed, as its row of the events table tells it. */
export type SignInRow = {
  /** Id of the event. */
  event: string;
  /** When it happened and when it was received: ms since the epoch. */
  at: number;
  received: number;
  status: number;
  activity: number;
  source: string;
  host: string;
  /** The product signed in to. */
  service: string;
  /** The account as the log writes it; '' where it does not say. */
  user: string;
  /** Who signed in as `user`, where that is somebody else. */
  actor: string;
  /** `src_ip`, or the name of a host where there is none. */
  address: string;
  country: string;
  /** By what means: `password`, `publickey`, … */
  means: string;
  /** The attribute `count`. */
  repeats: string;
};

/** A batch's sign-ins, packed so that a thread hands them over at little cost. */
export type SignInColumns = {
  rows: number;
  /** Of each row: its line in the parcel, at, received, status, activity. */
  numbers: Float64Array<ArrayBuffer>;
  /** Of each row, as places in `texts`: prefix of its parcel's ids, source, host, service, user, actor, address, country, means, repeats. */
  places: Uint32Array<ArrayBuffer>;
  /** Each text once. */
  texts: readonly string[];
};

const NUMBERS = 5;
const TEXTS = 10;
/** Rows that there is room for in the beginning. */
const FIRST_ROWS = 1_024;

/** Characters of different texts in a batch beyond which its sign-ins are not collected: they are hostile and would cost memory. */
const MOST_CHARACTERS = 4 * 1024 ** 2;

/** Shapes that are remembered at once: hostile headers make ever new ones. */
const MOST_PLANS = 1_024;

/** An event's id is its parcel's prefix and the line's number in it. */
type LinePlace = { prefix: string; line: number };

export type SignInCollector = ReturnType<typeof signInCollector>;

/** Collects the sign-ins among the rows of a batch, so that who follows them need not read them back; made once, used for every batch. */
export function signInCollector({ mostCharacters = MOST_CHARACTERS } = {}) {
  let numbers = new Float64Array(NUMBERS * FIRST_ROWS);
  let places = new Uint32Array(TEXTS * FIRST_ROWS);
  let rows = 0;
  let texts = new Map<string, number>();
  let characters = 0;
  let plans = new Map<Template, Plan>();

  const placeOf = (text: string): number => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    characters += text.length;
    texts.set(text, texts.size);
    return texts.size - 1;
  };

  const seen = seenTexts(placeOf);
  const [prefixes, sources, hosts] = [sameAgain(placeOf), sameAgain(placeOf), sameAgain(placeOf)];

  /** Begins a row, and answers where its other texts' places go: seven, in the order of `Details`. */
  const beginRow = ({ ingestedAt, source }: RowSetting, { prefix, line }: LinePlace, time: number, statusId: number, activityId: number, host: string): number => {
    if (numbers.length === NUMBERS * rows) {
      numbers = twiceAs(numbers, Float64Array);
      places = twiceAs(places, Uint32Array);
    }
    const number = NUMBERS * rows;
    numbers[number] = line;
    numbers[number + 1] = storedTime(time, ingestedAt);
    numbers[number + 2] = ingestedAt;
    numbers[number + 3] = statusId;
    numbers[number + 4] = activityId;
    const place = TEXTS * rows;
    places[place] = prefixes.placeOf(prefix);
    places[place + 1] = sources.placeOf(source);
    places[place + 2] = hosts.placeOf(host);
    rows += 1;
    return place + 3;
  };

  /** What all lines of a shape have in common is looked up once a batch. */
  const planOf = (template: Template): Plan => {
    const known = plans.get(template);
    if (known) return known;
    const plan = shapeDetails(template).map((parts): PlannedText => {
      const [first] = parts;
      if (parts.every((part) => typeof part === 'string')) return { is: 'known', place: placeOf(parts.join('')) };
      return parts.length === 1 && typeof first === 'number' ? { is: 'slot', slot: first } : { is: 'parts', parts };
    });
    if (plans.size >= MOST_PLANS) plans.clear();
    plans.set(template, plan);
    return plan;
  };

  return {
    /** Looks at a row that goes into the block. */
    add(setting: RowSetting, place: LinePlace, event: NormalizedEvent): void {
      if (!isSignIn(event) || characters > mostCharacters) return;
      const at = beginRow(setting, place, event.time, event.statusId, event.activityId, event.host);
      for (const [n, text] of eventDetails(event).entries()) places[at + n] = placeOf(text);
    },

    /** The same of a line of a known shape, which stands in `bytes`. */
    addShaped(setting: RowSetting, place: LinePlace, { template, time, host, slots }: Shaped, bytes: Buffer): void {
      if (!isSignIn(template) || characters > mostCharacters) return;
      const plan = planOf(template);
      const at = beginRow(setting, place, time, template.statusId, template.activityId, host);
      for (let n = 0; n < plan.length; n += 1) {
        const text = plan[n];
        if (text?.is === 'known') places[at + n] = text.place;
        else if (text?.is === 'slot') places[at + n] = seen.placeOf(bytes, slots[2 * text.slot] ?? 0, slots[2 * text.slot + 1] ?? 0);
        else if (text !== undefined) places[at + n] = placeOf(filled(text.parts, bytes, slots));
      }
    },

    /** What was collected since the last call; undefined where it was too much. */
    take(): SignInColumns | undefined {
      const taken = characters > mostCharacters ? undefined : {
        rows,
        numbers: numbers.slice(0, NUMBERS * rows),
        places: places.slice(0, TEXTS * rows),
        // As the event store keeps them.
        texts: Array.from(texts.keys(), (text) => text.toWellFormed()),
      };
      rows = 0;
      texts = new Map();
      plans = new Map();
      for (const memory of [seen, prefixes, sources, hosts]) memory.forget();
      characters = 0;
      return taken;
    },
  };
}

/**
 * The rows that were packed, in their order, once. It is the same object each time, which reads a value when it is asked for: who follows an
 * attack looks at little of each of a hundred thousand rows. Take what you need before the next.
 */
export function* signInRows({ rows, numbers, places, texts }: SignInColumns): Generator<Readonly<SignInRow>, void, undefined> {
  let row = 0;
  const number = (at: number) => numbers[row * NUMBERS + at] ?? 0;
  const text = (at: number) => texts[places[row * TEXTS + at] ?? 0] ?? '';
  const current: Readonly<SignInRow> = {
    get event() { return text(0) + number(0).toString(16).padStart(8, '0'); },
    get at() { return number(1); },
    get received() { return number(2); },
    get status() { return number(3); },
    get activity() { return number(4); },
    get source() { return text(1); },
    get host() { return text(2); },
    get service() { return text(3); },
    get user() { return text(4); },
    get actor() { return text(5); },
    get address() { return text(6); },
    get country() { return text(7); },
    get means() { return text(8); },
    get repeats() { return text(9); },
  };
  for (; row < rows; row += 1) yield current;
  // Megabytes of every batch would else wait for a collection, and bring it about.
  numbers.buffer.transfer(0);
  places.buffer.transfer(0);
}

const isSignIn = ({ classUid, statusId, activityId }: Pick<NormalizedEvent, 'classUid' | 'statusId' | 'activityId'>): boolean =>
  classUid === CLASS.authentication
  && (statusId === STATUS.success || statusId === STATUS.failure)
  && (activityId === LOGON.logon || activityId === LOGON.switch);

/** Service, user, actor, address (or the name of a host where there is none), country, means and repeats of a sign-in. */
type Details<Value> = readonly Value[];
/** A text's place, where no line of the shape changes it; else what it is made of, most often a slot alone. */
type PlannedText = { is: 'known'; place: number } | { is: 'slot'; slot: number } | { is: 'parts'; parts: Parts };
type Plan = Details<PlannedText>;

/** The attributes that say more; of a path that comes twice, readers of the event store see the first. */
const PATHS = { hostname: 'src_endpoint.hostname', country: 'src_endpoint.location.country', means: 'auth_protocol', repeats: 'count' } as const;

function eventDetails({ service, user, actor, srcIp, attributes }: NormalizedEvent): Details<string> {
  const valueOf = (path: string): string => {
    for (let at = 0; at < attributes.length; at += 2) if (attributes[at] === path) return attributes[at + 1] ?? '';
    return '';
  };
  return [service, user, actor, srcIp === '' ? valueOf(PATHS.hostname) : srcIp, valueOf(PATHS.country), valueOf(PATHS.means), valueOf(PATHS.repeats)];
}

function shapeDetails({ service, user, actor, srcIp, attributes }: Template): Details<Parts> {
  const valueOf = (path: string): Parts => attributes.find(([found]) => found === path)?.[1] ?? [];
  // What stands in a slot is never empty.
  return [[service], user, actor, srcIp.length === 0 ? valueOf(PATHS.hostname) : srcIp, valueOf(PATHS.country), valueOf(PATHS.means), valueOf(PATHS.repeats)];
}

/** What `placeOf` answers, without asking it where a text is the one before. */
function sameAgain(placeOf: (text: string) => number) {
  let last: string | undefined;
  let place = 0;
  return {
    placeOf(text: string): number {
      if (text !== last) {
        place = placeOf(text);
        last = text;
      }
      return place;
    },
    forget(): void {
      last = undefined;
    },
  };
}

function twiceAs<Numbers extends Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>(numbers: Numbers, Made: new (length: number) => Numbers): Numbers {
  const made = new Made(2 * numbers.length);
  made.set(numbers);
  return made;
}
