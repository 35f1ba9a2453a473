import type { Engines, EngineStatus } from '../engines/index.ts';
import { reasonOf } from '../kernel/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Readiness } from './operations.ts';

/** Ready means: both stores answer. A server that only spools is alive but not ready. */
export function readinessOf({ database, events }: Pick<Kernel, 'database' | 'events'>, engines: Engines): Readiness {
  const check = async (name: string, engine: EngineStatus['engine'], ask: () => Promise<unknown>) => {
    try {
      await ask();
      return { name, ready: true };
    } catch (error) {
      const status = engines.status().find((one) => one.engine === engine);
      return { name, ready: false, reason: status && status.state.is !== 'running' ? `the engine is ${status.state.is}` : reasonOf(error) };
    }
  };
  return () =>
    Promise.all([
      check('database', 'postgresql', () => database.pool.query('SELECT 1')),
      check('event store', 'chdb', () => events.ping()),
    ]);
}
