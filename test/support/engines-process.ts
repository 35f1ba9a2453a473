// A server that only runs the engines, for tests that kill it: prints their process ids as JSON, then waits.
import { startEngines } from '../../src/engines/index.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { reasonOf } from '../../src/kernel/errors.ts';
import { serverLog } from '../../src/kernel/log.ts';

const [data = ''] = process.argv.slice(2);
const config = { data, databaseUrl: undefined, clickhouseUrl: undefined, engineMemory: 1024 ** 3 };
try {
  const engines = await startEngines({ config, log: serverLog('silent'), clock: systemClock });
  process.once('SIGTERM', () => void engines.stop().then(() => process.exit(0)));
  process.stdout.write(`${JSON.stringify({ pids: engines.status().map(({ state }) => (state.is === 'running' ? state.pid : 0)) })}\n`);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ refused: reasonOf(error) })}\n`);
}
