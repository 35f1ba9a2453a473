import { systemClock } from '../../kernel/clock.ts';
import { scans } from '../../scanning/index.ts';
import { version } from '../../server/version.ts';
import type { AgentReport } from '../../vulnerabilities/contract.ts';
import { runningContainers } from './containers/index.ts';

/** Takes the inventory of this machine, or of a root file system: what is there, not what is known against it. */
export function inventoryOf({ root, name }: { root: string | undefined; name: string }) {
  return async (signal: AbortSignal | undefined): Promise<AgentReport> => {
    const { examineHost, reportOf } = await scans();
    const { containers, warnings } = root === undefined ? await runningContainers() : { containers: null, warnings: [] };
    const subject = await examineHost(root, { name, scanners: new Set(['vuln']), signal });
    const filter = { severities: new Set<never>(), onlyFixed: false, includeDev: true };
    const report = reportOf(subject, { matched: undefined, advisories: undefined, decisions: { ignore: [], vex: [] }, filter, warnings, now: systemClock.now(), version });
    return { agent: { version }, report, containers };
  };
}
