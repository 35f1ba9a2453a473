/** Scanning: what is in images, hosts, source trees and SBOMs, and what is known against it. Works without a server. */
export { STALE_AFTER_MS, advisoryDirectory, advisoryFile, ageOf, ageWords, openAdvisories, syncAdvisories, type OpenAdvisories } from './advisories/index.ts';
export type { ScanReport } from './contract.ts';
export { examineDirectory, examineHost, examineImage, examineSbom, type ImageRequest, type Scanner } from './examine.ts';
export { parseThreshold, type Filter, type Threshold } from './judge/filter.ts';
export { readIgnoreFile } from './judge/ignore-file.ts';
export type { Decisions } from './judge/suppress.ts';
export { verdictOf } from './judge/verdict.ts';
export { readVex } from './judge/vex/index.ts';
export { SEVERITIES } from './match/finding.ts';
export { match } from './match/match.ts';
export { FORMATS, colours, plainly, render, type Format } from './output/index.ts';
export { reportOf } from './report.ts';
export type { Subject } from './subject.ts';
