import type { SignIn, SignInReason } from '../contract.ts';
import { accountKey } from '../account-key.ts';
import type { SignInEvent } from '../gathering.ts';
import { isWithinHours, type Hours } from './hours.ts';
import { isWithin, networkOf } from './network.ts';

/** What is known of whom an account belongs to. */
export type KnownIdentity = {
  id: string;
  name: string;
  kind: 'person' | 'service';
  /** In ms, or null. */
  departedAt: number | null;
  hours: Hours | null;
  /** CIDR, given beforehand. */
  networks: readonly string[];
  /** Event time of its first sign-in, in ms; null before. */
  firstSignInAt: number | null;
  /** Networks (as `networkOf` writes them) and countries learned or confirmed. */
  knownNetworks: ReadonlySet<string>;
  knownCountries: ReadonlySet<string>;
};

export type Facts = {
  identity: KnownIdentity | null;
  /** Id of the identity that the actor's account belongs to. */
  actorIdentity: string | null;
  /** Failed sign-ins in the hour before, to the account and from the address. */
  failures: { account: number; address: number };
};

export type Judgement = {
  reasons: SignIn['reasons'];
  /** What the identity is known to sign in from, from now on. */
  learn: { network: string | null; country: string | null };
};

/** For so long after its first sign-in, places of an identity are learned instead of reported… */
const LEARNING_MS = 14 * 24 * 3_600_000;
/** …and so many of each kind. */
const LEARNED = { networks: 5, countries: 2 } as const;
/** So many failures in the hour before make a success suspicious. */
const FAILURES = 5;
/** Means by which people sign in, not programs. */
const INTERACTIVE = /^(password|keyboard-interactive.*|interactive|hostbased-interactive)$/i;

/**
 * Judges a successful sign-in: what speaks against it having been meant, in the order of how much it says. None: it is
 * expected. The first sign-ins of an identity are what its places are learned from, but only from those that nothing speaks against.
 */
export function judge(signIn: SignInEvent, { identity, actorIdentity, failures }: Facts): Judgement {
  const reasons: SignIn['reasons'] = [];
  const against = (reason: SignInReason, because: string) => reasons.push({ reason, because });

  if (identity === null) against('unknown-account', signIn.user === '' ? 'The log names no account.' : 'No person and no service account on the list has this account.');
  if (identity !== null && identity.departedAt !== null && identity.departedAt <= signIn.at) against('departed', `${identity.name} left on ${day(identity.departedAt)}.`);
  if (signIn.actor !== '' && accountKey(signIn.actor) !== accountKey(signIn.user) && (identity === null || actorIdentity !== identity.id)) {
    against('impersonation', `${signIn.actor} signed in as ${signIn.user}.`);
  }
  if (identity?.kind === 'service' && (INTERACTIVE.test(signIn.means) || signIn.switched)) {
    against('service-used-interactively', signIn.switched ? 'Somebody switched to this service account.' : `A service account signed in by ${signIn.means}.`);
  }
  if (Math.max(failures.account, failures.address) >= FAILURES) {
    against('after-failures', `In the hour before, ${failures.account} sign-ins to the account failed, and ${failures.address} from the address.`);
  }
  if (identity?.hours && !isWithinHours(signIn.at, identity.hours)) against('outside-hours', `Outside the usual hours of ${identity.name} (${identity.hours.zone}).`);
  if (identity === null) return { reasons, learn: { network: null, country: null } };
  return judgePlaces(signIn, identity, reasons);
}

function judgePlaces(signIn: SignInEvent, identity: KnownIdentity, reasons: SignIn['reasons']): Judgement {
  const learn: Judgement['learn'] = { network: null, country: null };
  const learning = identity.firstSignInAt === null || signIn.at < identity.firstSignInAt + LEARNING_MS;
  const trusted = learning && reasons.length === 0;

  const network = networkOf(signIn.address);
  if (network !== '' && !identity.knownNetworks.has(network) && !isWithin(signIn.address, identity.networks)) {
    if (trusted && identity.knownNetworks.size < LEARNED.networks) learn.network = network;
    else if (identity.kind === 'service') reasons.push({ reason: 'service-used-interactively', because: `${network} is not a network of this service account.` });
    else reasons.push({ reason: 'new-network', because: `${identity.name} was not seen in ${network} before.` });
  }
  const country = signIn.country.toUpperCase();
  if (country !== '' && !identity.knownCountries.has(country)) {
    if (trusted && identity.knownCountries.size < LEARNED.countries) learn.country = country;
    else reasons.push({ reason: 'new-country', because: `${identity.name} was not seen in ${country} before.` });
  }
  return reasons.length === 0 ? { reasons, learn } : { reasons, learn: { network: null, country: null } };
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
