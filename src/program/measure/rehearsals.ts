import type { Alerts } from '../../alerts/index.ts';
import type { Detection, Rehearsed } from '../../detection/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** What came of an attack that was made up. */
export type Rehearsal = { at: number; raised: Readonly<Record<keyof Rehearsed, boolean>> };
export type Rehearsals = () => Promise<Rehearsal>;

/** One that went well counts for so long: it normalizes a thousand lines. */
const GOOD_FOR_MS = 10 * 60_000;

/**
 * Makes up an attack and sees whether detection finds it, whether an alert is made of it and whether a channel is asked to carry
 * that: by what does it in earnest, and without leaving anything behind.
 */
export function rehearsals({ clock }: Pick<Kernel, 'clock'>, { detection, alerts }: { detection: Pick<Detection, 'rehearse'>; alerts: Pick<Alerts, 'rehearse'> }): Rehearsals {
  let last: Rehearsal | undefined;
  const isRaised = async (findings: Rehearsed[keyof Rehearsed]): Promise<boolean> => {
    for (const finding of findings) {
      const { alerts: made, asked } = await alerts.rehearse(finding);
      if (made > 0 && asked > 0) return true;
    }
    return false;
  };
  return async () => {
    const now = clock.now();
    if (last !== undefined && now >= last.at && now - last.at < GOOD_FOR_MS) return last;
    const { account, estate } = await detection.rehearse();
    const made = { at: now, raised: { account: await isRaised(account), estate: await isRaised(estate) } };
    last = made.raised.account && made.raised.estate ? made : undefined;
    return made;
  };
}
