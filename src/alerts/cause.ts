import type { Evidence, Severity } from './contract.ts';

/** What may raise an alert: a finding of a detection, or trouble with a source. */
export type Cause = {
  id: string;
  detection: string;
  title: string;
  severity: Severity;
  group: string;
  firstAt: string;
  lastAt: string;
  evidence: Evidence | null;
};

const RANK: Readonly<Record<Severity, number>> = { low: 0, medium: 1, high: 2, critical: 3 };

export const isWorse = (a: Severity, b: Severity): boolean => RANK[a] > RANK[b];

type Known = { severity: Severity; lastAt: Date; count: number };

/**
 * What a cause that is told again changes about its alert: nothing when it is older than what is known (messages overtake
 * each other), otherwise its evidence, and its severity only upwards.
 */
export function growth(known: Known, told: Cause): { grew: boolean; worse: boolean; severity: Severity } {
  const count = told.evidence?.count ?? 0;
  const worse = isWorse(told.severity, known.severity);
  const grew = count > known.count || (count === known.count && Date.parse(told.lastAt) > known.lastAt.getTime());
  return { grew, worse, severity: worse ? told.severity : known.severity };
}
