import type { Severity } from '../../contract.ts';

/** Severities as they are stored to be compared. */
export const RANKS: Readonly<Record<Severity, number>> = { critical: 5, high: 4, medium: 3, low: 2, negligible: 1, unknown: 0 };

/** The severity of a rank. */
export const BY_RANK: readonly Severity[] = ['unknown', 'negligible', 'low', 'medium', 'high', 'critical'];
