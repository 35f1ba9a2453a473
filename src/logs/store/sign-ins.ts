import { STATUS } from '../ocsf/captions.ts';
import { CLASS, LOGON } from '../ocsf/classes.ts';
import type { NormalizedEvent } from '../ocsf/event.ts';
import type { Shaped } from '../shapes/reader.ts';
import { filled, type Parts, type Template } from '../shapes/template.ts';
import { storedTime, type RowSetting } from './columns.ts';

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
  service: string;
  user: string;
  actor: string;
  /** `src_ip`, or the name of a host where there is none. */
  address: string;
  country: string;
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

/** Characters of different texts in a batch beyond which its sign-ins are not collected: they are hostile and would cost memory. */
const MOST_CHARACTERS = 4 * 1024 ** 2;

/** An event's id is its parcel's prefix and the line's number in it. */
type LinePlace = { prefix: string; line: number };
type SignInEvent = Pick<NormalizedEvent, 'time' | 'statusId' | 'activityId' | 'host' | 'service' | 'user' | 'actor' | 'srcIp'>;

export type SignInCollector = ReturnType<typeof signInCollector>;

/** Collects the sign-ins among the rows of a batch, so that who follows them need not read them back; made once, used for every batch. */
export function signInCollector({ mostCharacters = MOST_CHARACTERS } = {}) {
  let numbers: number[] = [];
  let places: number[] = [];
  let texts = new Map<string, number>();
  let characters = 0;

  const placeOf = (text: string): number => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    characters += text.length;
    texts.set(text, texts.size);
    return texts.size - 1;
  };

  const add = (
    { ingestedAt, source }: RowSetting,
    { prefix, line }: LinePlace,
    { time, statusId, activityId, host, service, user, actor, srcIp }: SignInEvent,
    { hostname, country, means, repeats }: Details<string>,
  ): void => {
    numbers.push(line, storedTime(time, ingestedAt), ingestedAt, statusId, activityId);
    places.push(
      placeOf(prefix), placeOf(source), placeOf(host), placeOf(service), placeOf(user), placeOf(actor),
      placeOf(srcIp === '' ? hostname : srcIp), placeOf(country), placeOf(means), placeOf(repeats),
    );
  };

  return {
    /** Looks at a row that goes into the block. */
    add(setting: RowSetting, place: LinePlace, event: NormalizedEvent): void {
      if (isSignIn(event) && characters <= mostCharacters) add(setting, place, event, detailsOf(event.attributes));
    },

    /** The same of a line of a known shape, which stands in `bytes`. */
    addShaped(setting: RowSetting, place: LinePlace, { template, time, host, slots }: Shaped, bytes: Buffer): void {
      if (!isSignIn(template) || characters > mostCharacters) return;
      const text = (parts: Parts): string => filled(parts, bytes, slots);
      const { statusId, activityId, service } = template;
      const { hostname, country, means, repeats } = shapeDetails(template);
      add(
        setting, place,
        { time, statusId, activityId, host, service, user: text(template.user), actor: text(template.actor), srcIp: text(template.srcIp) },
        { hostname: text(hostname), country: text(country), means: text(means), repeats: text(repeats) },
      );
    },

    /** What was collected since the last call; undefined where it was too much. */
    take(): SignInColumns | undefined {
      const taken = characters > mostCharacters ? undefined : {
        rows: numbers.length / NUMBERS,
        numbers: Float64Array.from(numbers),
        places: Uint32Array.from(places),
        // As the event store keeps them.
        texts: Array.from(texts.keys(), (text) => text.toWellFormed()),
      };
      numbers = [];
      places = [];
      texts = new Map();
      characters = 0;
      return taken;
    },
  };
}

/** The rows that were packed, in their order. */
export function signInRows({ rows, numbers, places, texts }: SignInColumns): SignInRow[] {
  return Array.from({ length: rows }, (_, row) => {
    const number = (at: number) => numbers[row * NUMBERS + at] ?? 0;
    const text = (at: number) => texts[places[row * TEXTS + at] ?? 0] ?? '';
    return {
      event: text(0) + number(0).toString(16).padStart(8, '0'),
      at: number(1), received: number(2), status: number(3), activity: number(4),
      source: text(1), host: text(2), service: text(3), user: text(4), actor: text(5), address: text(6), country: text(7), means: text(8), repeats: text(9),
    };
  });
}

const isSignIn = ({ classUid, statusId, activityId }: Pick<NormalizedEvent, 'classUid' | 'statusId' | 'activityId'>): boolean =>
  classUid === CLASS.authentication
  && (statusId === STATUS.success || statusId === STATUS.failure)
  && (activityId === LOGON.logon || activityId === LOGON.switch);

/** The attributes that say more of a sign-in; of a path that comes twice, readers of the event store see the first. */
type Details<Value> = { hostname: Value; country: Value; means: Value; repeats: Value };

function detailsOf(attributes: readonly string[]): Details<string> {
  const valueOf = (path: string): string => {
    for (let at = 0; at < attributes.length; at += 2) if (attributes[at] === path) return attributes[at + 1] ?? '';
    return '';
  };
  return { hostname: valueOf('src_endpoint.hostname'), country: valueOf('src_endpoint.location.country'), means: valueOf('auth_protocol'), repeats: valueOf('count') };
}

const detailsOfShapes = new WeakMap<Template, Details<Parts>>();

function shapeDetails(template: Template): Details<Parts> {
  const known = detailsOfShapes.get(template);
  if (known) return known;
  const valueOf = (path: string): Parts => template.attributes.find(([found]) => found === path)?.[1] ?? [];
  const made = { hostname: valueOf('src_endpoint.hostname'), country: valueOf('src_endpoint.location.country'), means: valueOf('auth_protocol'), repeats: valueOf('count') };
  detailsOfShapes.set(template, made);
  return made;
}
