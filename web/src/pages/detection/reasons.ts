import type { SignIn, SignInReason } from '../../../../src/detection/contract.ts';

/** Why a sign-in was not expected, in a word or two. */
export const reasonNames: Record<SignInReason, string> = {
  'unknown-account': 'unknown account',
  departed: 'has left',
  'service-used-interactively': 'service used by a person',
  impersonation: 'impersonated',
  'new-network': 'new network',
  'new-country': 'new country',
  'after-failures': 'after failures',
  'outside-hours': 'outside hours',
};

/** All of them, each once: `new network, outside hours`. */
export const reasonsIn = (reasons: SignIn['reasons']): string => [...new Set(reasons.map(({ reason }) => reasonNames[reason]))].join(', ');
