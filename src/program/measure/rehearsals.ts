import type { Alerts } from '../../alerts/index.ts';
import type { Detection, Rehearsed } from '../../detection/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** What came of an attack that was made up. */
export type Rehearsal = { at: number; raised: Readonly<Record<keyof Rehearsed, boolean>> };
export type Rehearsals = () => Promise<Rehearsal>;

/** One that went well counts for so long: it normalizes a thousand lines. */
const GOOD_FOR_MS = 10 * 60_000;
/** One that did not is tried again so soon, and no sooner: the program is looked at every few seconds. */
const BAD_FOR_MS = 60_000;

/**
 * Makes up an attack and sees whether detection finds it, whether an alert is made of it and whether a channel is asked to carry
 * that: by what does it in earnest, and without leaving anything behind. Who asks while one is under way hears of that one.
 */
export function rehearsals({ clock }: Pick<Kernel, 'clock'>, { detection, alerts }: { detection: Pick<Detection, 'rehearse'>; alerts: Pick<Alerts, 'rehearse'> }): Rehearsals {
  let last: Rehearsal | undefined;
  let underWay: Promise<Rehearsal> | undefined;
  const isRaised = async (findings: Rehearsed[keyof Rehearsed]): Promise<boolean> => {
    for (const finding of findings) {
      const { alerts: made, asked } = await alerts.rehearse(finding);
      if (made > 0 && asked > 0) return true;
    }
    return false;
  };
  async function rehearse(): Promise<Rehearsal> {
    const at = clock.now();
    const { account, estate } = await detection.rehearse();
    last = { at, raised: { account: await isRaised(account), estate: await isRaised(estate) } };
    return last;
  }
  const lasts = ({ raised }: Rehearsal): number => (raised.account && raised.estate ? GOOD_FOR_MS : BAD_FOR_MS);

  return () => {
    const now = clock.now();
    if (last !== undefined && now >= last.at && now - last.at < lasts(last)) return Promise.resolve(last);
    underWay ??= rehearse().finally(() => { underWay = undefined; });
    return underWay;
  };
}
