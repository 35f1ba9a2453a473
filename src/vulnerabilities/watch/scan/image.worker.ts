import { createInterface } from 'node:readline';
import { GlacisError, reasonOf } from '../../../kernel/errors.ts';
import { guardedOutgoing } from '../../../kernel/outgoing.ts';
import { scans } from '../../../scanning/index.ts';
import { ScanOrder, type ScanOutcome } from './messages.ts';

/* The process in which an image of a stranger is read: it has no database, no key and no files, and nobody misses it when it dies. */
const input = createInterface({ input: process.stdin });
// Whoever waits for the answer is gone.
input.once('close', () => process.exit(1));
input.once('line', (line) => {
  void outcomeOf(line).then((outcome) => process.stdout.write(JSON.stringify(outcome), () => process.exit(0)));
});

async function outcomeOf(line: string): Promise<ScanOutcome> {
  try {
    const { reference, platform, scheme, credentials, allow } = ScanOrder.parse(JSON.parse(line));
    const { examineImage, reportOf } = await scans();
    const outgoing = guardedOutgoing({ allow });
    const subject = await examineImage(reference, {
      platform,
      scanners: new Set(['vuln']),
      registry: { scheme, credentials, env: {}, guard: outgoing.addressesOf },
    });
    const nothing = { matched: undefined, advisories: undefined, decisions: { ignore: [], vex: [] }, filter: { severities: new Set<never>(), onlyFixed: false, includeDev: true }, warnings: [] };
    return { is: 'done', report: reportOf(subject, { ...nothing, now: Date.now(), version: '' }) };
  } catch (error) {
    const found = error instanceof GlacisError && error.code === 'no_such_platform' ? error.details?.['found'] : undefined;
    return { is: 'failed', reason: reasonOf(error).slice(0, 4_000), platforms: Array.isArray(found) ? found.map(String).slice(0, 30) : [] };
  }
}
