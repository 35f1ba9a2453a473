import type { SignIn } from '../../../../src/detection/contract.ts';

type Props = { signIn: Pick<SignIn, 'expected' | 'review'> };

/** Whether a sign-in was expected, and what somebody said of it: by sign and word. */
export function Expectation({ signIn: { expected, review } }: Props) {
  const [word, colour, sign] = review === null
    ? expected ? ['Expected', 'success', 'M3 8.5l3.2 3.2L13 5'] : ['Unexpected', 'high', 'M8 2.5v7M8 12.5v.01']
    : review.verdict === 'confirmed' ? ['Confirmed', 'success', 'M1.5 8.5l3 3 6-7M7 11l1 1 6.5-7'] : ['Alert made', 'critical', 'M8 2.5v7M8 12.5v.01'];
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6 }}>
      <svg width="13" height="13" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" aria-hidden="true" style={{ color: `var(--${colour})` }}><path d={sign} /></svg>
      {word}
    </span>
  );
}
