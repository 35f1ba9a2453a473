/** What judges things that others looked at, without looking at any: loaded by who keeps an inventory. */
export { openAdvisories, type OpenAdvisories } from './advisories/index.ts';
export { endOfLife, livesEnded } from './catalog/system/end-of-life.ts';
export { componentsOf, namesOf, replacedBy, type Component } from './match/component.ts';
export type { Finding } from './match/finding.ts';
export { componentJudge } from './match/judge.ts';
export { scoreOf } from './match/severity/cvss.ts';
export { subjectOfReport } from './reported.ts';
export { ScanReport } from './contract.ts';
export { readSbom } from './sbom/index.ts';
export { sbomSubject } from './subject.ts';
