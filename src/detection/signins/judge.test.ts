import { describe, expect, test } from 'vitest';
import type { SignInReason } from '../contract.ts';
import type { SignInEvent } from '../gathering.ts';
import { judge, type Facts, type KnownIdentity } from './judge.ts';

const DAY = 86_400_000;
/** A Wednesday, 12:00 in Berlin. */
const NOON = Date.UTC(2026, 5, 3, 10);

const alice: KnownIdentity = {
  id: 'alice', name: 'Alice', kind: 'person', departedAt: null, hours: null, networks: ['10.0.0.0/8'],
  firstSignInAt: NOON - 100 * DAY, knownNetworks: new Set(['203.0.113.0/24']), knownCountries: new Set(['DE']),
};
const robot: KnownIdentity = { ...alice, id: 'robot', name: 'Deploy robot', kind: 'service' };
const nineToFive = { zone: 'Europe/Berlin', from: 540, to: 1_020, days: [1, 2, 3, 4, 5] };

const usual: SignInEvent = {
  id: 'e1', at: NOON, received: NOON, source: 'web', host: 'web1', service: 'sshd', user: 'alice', actor: '', address: '203.0.113.9',
  country: '', means: 'publickey', switched: false,
};
const quiet = { account: 0, address: 0 };

const reasonsOf = (signIn: Partial<SignInEvent>, facts: Partial<Facts> = {}): SignInReason[] =>
  judge({ ...usual, ...signIn }, { identity: alice, actorIdentity: null, failures: quiet, ...facts }).reasons.map(({ reason }) => reason);

describe('a sign-in is expected', () => {
  test.for<[string, Partial<SignInEvent>, Partial<Facts>]>([
    ['from a network where the person was before', {}, {}],
    ['from a network given beforehand', { address: '10.77.1.2' }, {}],
    ['on a console, without an address', { address: '' }, {}],
    ['in usual hours', {}, { identity: { ...alice, hours: nineToFive } }],
    ['before the day somebody leaves', {}, { identity: { ...alice, departedAt: NOON + 1 } }],
    ['of a service account by its key', { user: 'robot' }, { identity: robot }],
    ['from a country seen before', { country: 'de' }, {}],
    ['after a few failures', {}, { failures: { account: 4, address: 4 } }],
    ['where somebody becomes another account of their own', { user: 'alice-admin', actor: 'alice', switched: true }, { actorIdentity: 'alice' }],
    ['where the actor is the account itself', { actor: 'Alice' }, {}],
  ])('%s', ([, signIn, facts]) => {
    expect(reasonsOf(signIn, facts)).toEqual([]);
  });
});

describe('a sign-in is not expected', () => {
  test.for<[SignInReason, string, Partial<SignInEvent>, Partial<Facts>]>([
    ['unknown-account', 'of an account that nobody has', {}, { identity: null }],
    ['departed', 'of somebody who left', {}, { identity: { ...alice, departedAt: NOON } }],
    ['impersonation', 'of one person as another', { user: 'root', actor: 'bob' }, { actorIdentity: 'bob' }],
    ['impersonation', 'of somebody unknown as a person', { actor: 'mallory' }, {}],
    ['service-used-interactively', 'of a service account by password', { means: 'password' }, { identity: robot }],
    ['service-used-interactively', 'of a service account at a keyboard', { means: 'keyboard-interactive/pam' }, { identity: robot }],
    ['service-used-interactively', 'of a service account from a network not its own', { address: '198.51.100.1' }, { identity: robot }],
    ['new-network', 'from a network not seen before', { address: '198.51.100.1' }, {}],
    ['new-network', 'from a /48 not seen before', { address: '2001:db8:1::1' }, {}],
    ['new-country', 'from a country not seen before', { country: 'KP' }, {}],
    ['after-failures', 'after five failures on the account', {}, { failures: { account: 5, address: 0 } }],
    ['after-failures', 'after five failures from the address', {}, { failures: { account: 0, address: 5 } }],
    ['outside-hours', 'at night', { at: NOON + 12 * 3_600_000 }, { identity: { ...alice, hours: nineToFive } }],
    ['outside-hours', 'on a Sunday', { at: NOON + 4 * DAY }, { identity: { ...alice, hours: nineToFive } }],
  ])('%s: %s', ([reason, , signIn, facts]) => {
    expect(reasonsOf(signIn, facts)).toEqual([reason]);
  });

  test('and says everything that speaks against it', () => {
    const worst = { at: NOON + 12 * 3_600_000, address: '198.51.100.1', actor: 'bob', country: 'KP' };
    const facts = { identity: { ...alice, departedAt: NOON, hours: nineToFive }, failures: { account: 9, address: 2 } };
    expect(reasonsOf(worst, facts)).toEqual(['departed', 'impersonation', 'after-failures', 'outside-hours', 'new-network', 'new-country']);
  });
});

describe('the places of an identity are learned', () => {
  const fresh: KnownIdentity = { ...alice, networks: [], firstSignInAt: null, knownNetworks: new Set(), knownCountries: new Set() };
  const judged = (signIn: Partial<SignInEvent>, identity: KnownIdentity, failures = quiet) =>
    judge({ ...usual, ...signIn }, { identity, actorIdentity: null, failures });

  test('from its first sign-in', () => {
    expect(judged({ country: 'DE' }, fresh)).toEqual({ reasons: [], learn: { network: '203.0.113.0/24', country: 'DE' } });
  });

  test('for two weeks', () => {
    const early = { ...fresh, firstSignInAt: NOON - 14 * DAY + 1 };
    expect(judged({}, early).learn.network).toBe('203.0.113.0/24');
    expect(judged({}, { ...early, firstSignInAt: NOON - 14 * DAY }).reasons).toMatchObject([{ reason: 'new-network' }]);
  });

  test('but not more than five networks', () => {
    const travelled = { ...fresh, firstSignInAt: NOON - DAY, knownNetworks: new Set(['a', 'b', 'c', 'd', 'e']) };
    expect(judged({}, travelled).reasons).toMatchObject([{ reason: 'new-network' }]);
  });

  test('and never from a sign-in that something speaks against', () => {
    expect(judged({}, fresh, { account: 20, address: 0 })).toMatchObject({ reasons: [{ reason: 'after-failures' }, { reason: 'new-network' }], learn: { network: null } });
  });
});
