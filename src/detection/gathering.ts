import type { SignInRow } from '../logs/index.ts';
import { accountKey } from './account-key.ts';
import { SECOND, startOf } from './spikes/attempt.ts';
import type { SignInAttempt } from './spikes/sign-ins.ts';

/** A sign-in that succeeded, as its event tells it: it is judged by itself. */
export type SignInEvent = Pick<SignInRow, 'received' | 'source' | 'host' | 'service' | 'user' | 'actor' | 'address' | 'country' | 'means'> & {
  /** Id of the event. */
  id: string;
  /** When it happened, in ms; not later than it was received, whatever the clock of its host. */
  at: number;
  /** Whether one account became another (su) instead of signing in from outside. */
  switched: boolean;
};

/** The sign-ins of some batches, as detectors look at them. */
export type SignIns = {
  /** Those that succeeded, in their order. */
  succeeded: readonly SignInEvent[];
  /** Attempts from outside, failed or not. Failures of one account within one second from one address are one, which counts them. */
  attempts: readonly SignInAttempt[];
  /** When the newest of them was received; -Infinity of none. */
  received: number;
};

const SUCCESS = 1;
/** The activity of OCSF Authentication by which one account becomes another. */
const SWITCH = 7;
/** A line that claims to stand for more is not believed. */
const MOST_REPEATS = 1_000;
/** A name as it is compared, and which one of those that came it is. */
type Name = { key: string; number: number };

/** One number of two, and no other two's (Szudzik). Of small ones a small one, which is no object for the key of a map, as a large one is. */
const paired = (a: number, b: number): number => (a < b ? b * b + a : a * a + a + b);

/**
 * Takes sign-ins row by row. Little is made of a failure that is like one before: under attack there are a hundred thousand in a
 * batch, and objects of each cost more than all that is found out about them.
 */
export function signInGathering() {
  const succeeded: SignInEvent[] = [];
  const attempts: SignInAttempt[] = [];
  const names = new Map<string, Name>();
  const keys = new Map<string, Name>();
  /** By second since the epoch, then by account and address. */
  const failures = new Map<number, Map<number, SignInAttempt>>();
  let received = -Infinity;

  /** Names repeat themselves, above all in an attack: the key of each is made once. */
  const nameOf = (text: string): Name => {
    const known = names.get(text);
    if (known) return known;
    const key = accountKey(text);
    const name = keys.get(key) ?? { key, number: keys.size };
    keys.set(key, name);
    names.set(text, name);
    return name;
  };

  const addFailure = (row: Readonly<SignInRow>): void => {
    const account = nameOf(row.user);
    const address = nameOf(row.address);
    const at = startOf(happened(row), SECOND);
    const second = at / SECOND;
    const ofSecond = failures.get(second) ?? new Map<number, SignInAttempt>();
    if (ofSecond.size === 0) failures.set(second, ofSecond);
    const place = paired(account.number, address.number);
    const known = ofSecond.get(place);
    if (known) {
      known.count += repeatsOf(row);
      known.received = Math.max(known.received, row.received);
      return;
    }
    const attempt = { id: row.event, at, received: row.received, account: account.key, address: address.key, count: repeatsOf(row), success: false };
    ofSecond.set(place, attempt);
    attempts.push(attempt);
  };

  const addSuccess = (row: Readonly<SignInRow>): void => {
    const signIn = signInOf(row);
    succeeded.push(signIn);
    const { id, at, received, user, address, switched } = signIn;
    if (!switched) attempts.push({ id, at, received, account: nameOf(user).key, address: nameOf(address).key, count: 1, success: true });
  };

  return {
    /** The row may be another a moment later. */
    add(row: Readonly<SignInRow>): void {
      received = Math.max(received, row.received);
      if (row.status === SUCCESS) addSuccess(row);
      else if (row.activity !== SWITCH) addFailure(row);
    },
    done: (): SignIns => ({ succeeded, attempts, received }),
  };
}

const happened = ({ at, received }: Readonly<SignInRow>): number => Math.min(at, received);

const repeatsOf = ({ repeats }: Readonly<SignInRow>): number => (repeats !== '' && /^\d+$/.test(repeats) ? Math.min(Math.max(Number(repeats), 1), MOST_REPEATS) : 1);

const signInOf = (row: Readonly<SignInRow>): SignInEvent => ({
  id: row.event,
  at: happened(row),
  received: row.received,
  source: row.source,
  host: row.host,
  service: row.service,
  user: row.user,
  actor: row.actor,
  address: row.address,
  country: row.country,
  means: row.means,
  switched: row.activity === SWITCH,
});
