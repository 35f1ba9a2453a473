import type { Clock } from '../../kernel/clock.ts';

/** GitHub is asked what changed there so often. */
const EVERY_MS = 10 * 60_000;
/** A change of the program is told so soon, and no sooner. */
export const CHANGE_MS = 60_000;

type Asked = {
  /** Whether somebody has waited for something since then. */
  isWaiting: (since: Date) => Promise<boolean>;
  /** Short for what GitHub shows. */
  key: () => Promise<string | undefined>;
};

/** Says whether it is time to talk to GitHub: every ten minutes, a minute after the program changed at the latest, and at once for who waits. */
export function dueTimes(clock: Pick<Clock, 'now'>, { isWaiting, key }: Asked) {
  let [ran, looked] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let told: string | undefined;

  async function isDue(): Promise<boolean> {
    if (clock.now() >= ran + EVERY_MS || (await isWaiting(new Date(ran)))) return true;
    if (clock.now() < looked + CHANGE_MS) return false;
    looked = clock.now();
    return (await key()) !== told;
  }

  return {
    /** Whether it is; if so, what stands now is taken as told. */
    async take(): Promise<boolean> {
      if (!(await isDue())) return false;
      [ran, looked] = [clock.now(), clock.now()];
      told = await key();
      return true;
    },
  };
}
