import type { Identity } from '../identity/index.ts';
import type { Api } from '../kernel/http/index.ts';
import type { Kernel } from '../kernel/kernel.ts';

/** What there is to attack: images, nodes, repositories, where they run and who answers for them. */
export function createInventory(_kernel: Kernel, _below: { identity: Pick<Identity, 'tokens'> }) {
  return {
    routes: (_app: Api) => {},
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}
export type Inventory = ReturnType<typeof createInventory>;
