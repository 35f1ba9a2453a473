import { createIdentity } from '../../src/identity/index.ts';
import { createInventory } from '../../src/inventory/index.ts';
import type { Config } from '../../src/kernel/config.ts';
import { createApi } from '../../src/kernel/http/index.ts';
import { createVulnerabilities } from '../../src/vulnerabilities/index.ts';
import { testDatabase } from './database.ts';
import { testLog } from './engines.ts';

const OWNER = 'test-bootstrap-token-of-the-first-owner';

/** The inventory and the vulnerability desk with their API and their jobs, without events (about 1 s). */
export async function deskHouse(config: Partial<Config> = {}) {
  const database = await testDatabase();
  const kernel = await database.kernel({ config: { bootstrapToken: OWNER, ...config } });
  const identity = createIdentity(kernel);
  const inventory = createInventory(kernel, { identity });
  const vulnerabilities = createVulnerabilities(kernel, { inventory, delivery: { notify: async () => {} } });
  await kernel.jobs.start({ work: true });
  for (const domain of [identity, inventory, vulnerabilities]) await domain.start();
  const app = await createApi({ log: testLog, version: '0', authenticate: identity.authenticate, onRefused: identity.onRefused });
  for (const domain of [identity, inventory, vulnerabilities]) domain.routes(app);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    kernel, url,
    owner: OWNER,
    async stop() {
      await app.close();
      for (const domain of [vulnerabilities, inventory, identity]) await domain.stop();
      await database.stop();
    },
  };
}
