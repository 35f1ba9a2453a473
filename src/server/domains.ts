import { createAlerts } from '../alerts/index.ts';
import { createDelivery } from '../delivery/index.ts';
import { createDetection } from '../detection/index.ts';
import { createIdentity } from '../identity/index.ts';
import { createInventory } from '../inventory/index.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { createLogs } from '../logs/index.ts';
import { createProgram } from '../program/index.ts';
import { createVulnerabilities, currentPolicy } from '../vulnerabilities/index.ts';

/** The domains, each given those below it by name; `all` from the lowest to the highest, the order in which they start. */
export function createDomains(kernel: Kernel) {
  const identity = createIdentity(kernel);
  const delivery = createDelivery(kernel);
  // How often assets are looked at is for the policy on vulnerabilities to say, which stands above the inventory.
  const inventory = createInventory(kernel, { identity }, { freshness: async () => (await currentPolicy(kernel.db)).freshness });
  const vulnerabilities = createVulnerabilities(kernel, { inventory, delivery });
  const logs = createLogs(kernel, { identity });
  const detection = createDetection(kernel, { logs, identity });
  const alerts = createAlerts(kernel, { delivery });
  const program = createProgram(kernel, { inventory, logs, detection, alerts, delivery });
  return { identity, logs, detection, alerts, program, all: [identity, delivery, inventory, vulnerabilities, logs, detection, alerts, program] };
}
