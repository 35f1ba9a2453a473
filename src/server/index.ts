import { join } from 'node:path';
import { createApi } from '../kernel/http/index.ts';
import { closersFor } from './closers.ts';
import { createDomains } from './domains.ts';
import { fitsMasterKey } from './key-check.ts';
import { openKernel, type Surroundings } from './kernel.ts';
import { advisoryMetrics, engineMetrics, operationRoutes } from './operations.ts';
import { readinessOf } from './readiness.ts';
import { version } from './version.ts';
import { webApplication } from './web.ts';
import { weeklyDrill } from './weekly-drill.ts';

const WRONG_KEY = `
  The master key here is not the one that the stored secrets were sealed with: second factors, single sign-on, webhooks and
  the mail password do not work. Stop, copy keys/master.key from the first server or the old data directory, start again.
`;

export type Server = {
  /** Where the UI and API listen, or undefined when this process serves none. */
  url: string | undefined;
  stop(): Promise<void>;
};

/**
 * The composition root: opens the stores, makes the domains from the lowest to the highest, joins their routes, and starts
 * them in that order. Whatever fails on the way, what was opened before is closed again.
 */
export async function startServer(surroundings: Surroundings): Promise<Server> {
  const { config, log, clock, progress } = surroundings;
  const closers = closersFor(log);
  const start = clock.now();
  progress.say(`Glacis ${version} · data in ${config.data}`);
  try {
    const { kernel, engines } = await openKernel(surroundings, closers);

    if (!(await fitsMasterKey(kernel))) {
      log.error({ directory: join(config.data, 'keys') }, 'the master key is not the one that the stored secrets were sealed with');
      progress.say(WRONG_KEY);
    }

    const { identity, logs, detection, alerts, program, all: domains } = createDomains(kernel);
    closers.add('restore drill', weeklyDrill(kernel));
    await kernel.jobs.start({ work: config.roles.includes('work') });
    closers.add('jobs', () => kernel.jobs.stop());
    for (const domain of domains) {
      await domain.start();
      closers.add('domain', () => domain.stop());
    }

    let url: string | undefined;
    if (config.port !== 0 && config.roles.includes('web')) {
      const app = await createApi({ log, version, authenticate: identity.authenticate, onRefused: identity.onRefused, trustedProxies: config.trustedProxies });
      for (const domain of domains) domain.routes(app);
      operationRoutes(app, {
        metrics: [...engineMetrics(() => engines.status()), ...logs.metrics, ...detection.metrics, ...alerts.metrics, ...program.metrics, ...advisoryMetrics({ directory: config.advisories, clock })],
        readiness: readinessOf(kernel, engines),
      });
      app.get('/api/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, () => app.swagger());
      await webApplication(app);
      url = await app.listen({ host: config.host, port: config.port });
      closers.add('http', () => app.close());
    }

    progress.say(`Serving after ${((clock.now() - start) / 1000).toFixed(1)} s`);
    const shown = config.publicUrl ?? url;
    if (shown !== undefined) progress.say(`\n  ${shown}\n`);
    const link = shown === undefined ? undefined : await identity.setupLink(shown);
    if (link !== undefined) progress.say(`  Nobody has an account yet. Make the first owner here, once:\n  ${link}\n`);
    return { url, stop: () => closers.closeAll() };
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}
