import { reachStores, startEngines, type Engines } from '../engines/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Config } from '../kernel/config.ts';
import { GlacisError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';

export type OpenStores = Pick<Engines, 'database' | 'events' | 'stop'> & {
  /** The server that runs on the data directory, when one does; its engines are used then, and stay. */
  runningPid: number | undefined;
};

/** For commands beside the server: the engines of the data directory, started for the occasion or those that run. */
export async function openStores(options: { config: Config; log: Log; clock: Clock }): Promise<OpenStores> {
  try {
    return { ...(await startEngines(options)), runningPid: undefined };
  } catch (error) {
    if (!(error instanceof GlacisError && error.code === 'data_in_use')) throw error;
    return { ...reachStores(options.config), stop: async () => {}, runningPid: Number(error.details?.['pid'] ?? 0) };
  }
}
