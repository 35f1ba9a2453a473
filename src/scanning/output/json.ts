import type { ScanReport } from '../contract.ts';

/** The report itself, whole. */
export const json = (report: ScanReport): string => `${JSON.stringify(report, null, 2)}\n`;
