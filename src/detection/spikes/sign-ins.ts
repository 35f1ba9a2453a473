import type { Finding } from '../contract.ts';
import { accountSpikes, type AccountHistory, type AccountLimits, type Peak } from './account.ts';
import type { Attempt } from './attempt.ts';
import { estateSpikes, type EstateLimits } from './estate.ts';
import { watchedDays } from './watched-days.ts';

/** A sign-in that was tried, with its outcome. */
export type SignInAttempt = Attempt & { success: boolean };

/** Both spike detections over one stream of sign-ins. */
export function signInSpikes(limits: { accounts?: AccountLimits; estate?: EstateLimits } = {}) {
  const accounts = accountSpikes(limits.accounts && { limits: limits.accounts });
  const estate = estateSpikes(limits.estate && { limits: limits.estate });
  const watched = watchedDays();
  return {
    accounts,
    estate,
    watched,
    /** Takes sign-ins that were received until `at`; `peaksOf` reads the earlier peaks of the accounts that need them. */
    async observe(signIns: readonly SignInAttempt[], at: number, peaksOf: AccountHistory['peaksOf']): Promise<{ findings: Finding[]; peaks: Peak[] }> {
      watched.observe(signIns);
      const failed = signIns.filter(({ success }) => !success);
      const { findings, peaks } = await accounts.observe(failed, at, { watched, peaksOf });
      findings.push(...estate.observe(failed, at, watched));
      findings.push(...accounts.succeeded(signIns.filter(({ success }) => success)));
      return { findings, peaks };
    },
    /** Lets time pass without sign-ins. */
    advance: (at: number): Finding[] => [...accounts.advance(at), ...estate.advance(at)],
  };
}
export type SignInSpikes = ReturnType<typeof signInSpikes>;
