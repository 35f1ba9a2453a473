import { spread, type Baseline } from './baseline.ts';

/** What makes failed sign-ins too many; docs/detections.md says it in words. */
export const THRESHOLDS = {
  /** Failures of one account in 15 minutes. */
  account: { least: 10, deviations: 6, cold: 20 },
  /** Failures of the estate in 5 minutes, in each of two in succession. */
  estate: { least: 50, times: 3, z: 6, cold: 250 },
} as const;

/** The median absolute deviation of a normal distribution is this part of its standard deviation. */
const NORMAL = 1.4826;

/** Whether so many failures of one account within 15 minutes are a spike. */
export function isAccountSpike(count: number, baseline: Baseline): boolean {
  const { least, deviations, cold } = THRESHOLDS.account;
  if (baseline.kind === 'cold') return count >= cold;
  return count >= least && count > baseline.median + deviations * spread(baseline.mad);
}

/** Whether so many failures of the whole estate in 5 minutes are a surge; two in succession are a spike. */
export function isEstateSurge(count: number, baseline: Baseline): boolean {
  const { least, times, z, cold } = THRESHOLDS.estate;
  if (baseline.kind === 'cold') return count >= cold;
  const robustZ = (count - baseline.median) / (NORMAL * spread(baseline.mad));
  return count >= least && count > times * baseline.median && robustZ > z;
}
