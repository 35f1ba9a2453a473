import type { Delivery } from '../delivery/index.ts';
import type { Identity } from '../identity/index.ts';
import type { Inventory } from '../inventory/index.ts';
import type { Api } from '../kernel/http/index.ts';
import type { Kernel } from '../kernel/kernel.ts';

/** Vulnerabilities: found once, decided once, resolved or planned. */
export function createVulnerabilities(_kernel: Kernel, _below: { inventory: Inventory; identity: Pick<Identity, 'tokens'>; delivery: Pick<Delivery, 'notify'> }) {
  return {
    routes: (_app: Api) => {},
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}
