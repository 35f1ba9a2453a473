/** A failed sign-in as the spike detections count it; one line may tell of several attempts. */
export type Attempt = {
  /** Id of its event. */
  id: string;
  /** When it happened, in ms since the epoch; never later than `received`. */
  at: number;
  /** When Glacis received it, in ms since the epoch. */
  received: number;
  /** The account as `accountKey` writes it; '' where the log names none. */
  account: string;
  /** Where it came from; '' where the log does not say. */
  address: string;
  /** How many attempts it stands for. */
  count: number;
};

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The start of the step of `width` ms that `at` lies in; steps are half-open and aligned to UTC. */
export const startOf = (at: number, width: number): number => Math.floor(at / width) * width;
