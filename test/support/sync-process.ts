// A sync in a process of its own, to be killed. Arguments: the directory of the advisories, and where they are taken from.
import { systemClock } from '../../src/kernel/clock.ts';
import { syncAdvisories } from '../../src/scanning/advisories/sync/sync.ts';

const [directory = '', from = ''] = process.argv.slice(2);
await syncAdvisories({ directory, from, clock: systemClock, env: {} });
