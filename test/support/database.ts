import { startEngines } from '../../src/engines/index.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { privateDirectory, testLog } from './engines.ts';
import { testKernel } from './kernel.ts';

type Options = Parameters<typeof testKernel>[1];

/** The embedded PostgreSQL alone, for domains that touch no events (about 0.7 s). */
export async function testDatabase(): Promise<{
  /** A kernel as another server of the same database would have it; closed by `stop` at the latest. */
  kernel(options?: Options): Promise<Kernel & { close(): Promise<void> }>;
  stop(): Promise<void>;
}> {
  const directory = privateDirectory('database');
  // No event engine is started where a server is named; nothing asks this one.
  const config = { data: directory.path, databaseUrl: undefined, clickhouseUrl: 'http://127.0.0.1:9', engineMemory: 0 };
  const engines = await startEngines({ config, log: testLog, clock: systemClock });
  const kernels: { close(): Promise<void> }[] = [];
  return {
    async kernel(options) {
      const kernel = await testKernel({ ...engines, data: directory.path }, options);
      kernels.push(kernel);
      return kernel;
    },
    async stop() {
      for (const kernel of kernels) await kernel.close().catch(() => {});
      await engines.stop();
      directory.remove();
    },
  };
}
