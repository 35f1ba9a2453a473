/** Everything that a scan needs, from its subject to its exit code. Loaded when one is made: `scans()` of the domain's face. */
export { examineDirectory, examineHost, examineImage, examineSbom } from './examine.ts';
export { readIgnoreFile } from './judge/ignore-file.ts';
export { verdictOf } from './judge/verdict.ts';
export { readVex } from './judge/vex/index.ts';
export { isMeant, purlPattern } from './judge/vex/purl-matching.ts';
export { match } from './match/match.ts';
export { colours, plainly, render } from './output/index.ts';
export { reportOf } from './report.ts';
