const DAY_MS = 86_400_000;

/** What leaves the store together: a promise of retention in days, and a day of receipt as days since the epoch. */
export type Partition = { retention: number; day: number };

/** Whether all of it has been kept for as long as was promised: full days after the day of receipt. The table's TTL says the same. */
export const isOver = ({ retention, day }: Partition, now: number): boolean => now >= (day + retention + 1) * DAY_MS;
