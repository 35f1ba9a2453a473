import type { Engines, EngineStatus } from '../engines/index.ts';
import { reasonOf } from '../kernel/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Readiness } from './operations.ts';

/**
 * Ready means: both stores answer. A server that only spools is alive but not ready. Anybody may ask, so a driver's own words, which
 * tell of hosts and users, go to the log: once, not at each question.
 */
export function readinessOf({ database, events, log }: Pick<Kernel, 'database' | 'events' | 'log'>, engines: Pick<Engines, 'status'>): Readiness {
  const logged = new Map<string, string>();
  const check = async (name: string, engine: EngineStatus['engine'], ask: () => Promise<unknown>) => {
    try {
      await ask();
      logged.delete(name);
      return { name, ready: true };
    } catch (error) {
      const reason = reasonOf(error);
      if (logged.get(name) !== reason) log.warn({ store: name, reason }, 'a store does not answer');
      logged.set(name, reason);
      const status = engines.status().find((one) => one.engine === engine);
      return { name, ready: false, reason: status && status.state.is !== 'running' ? `the engine is ${status.state.is}` : `the ${name} does not answer` };
    }
  };
  return () =>
    Promise.all([
      check('database', 'postgresql', () => database.pool.query('SELECT 1')),
      check('event store', 'chdb', () => events.ping()),
    ]);
}
