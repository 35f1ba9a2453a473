import type { Inventory } from '../../inventory/index.ts';
import type { Api } from '../../kernel/http/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { harborDesk } from './harbor/desk.ts';
import { harborRoutes } from './harbor/routes.ts';
import { clusterDesk } from './kubernetes/desk.ts';
import { clusterLister } from './kubernetes/lister.ts';
import { clusterRoutes } from './kubernetes/routes.ts';
import { addressOf } from './registries/address.ts';
import { registryDesk } from './registries/desk.ts';
import { follower } from './registries/follow.ts';
import { notificationRoutes } from './registries/notifications.ts';
import { registryPoller } from './registries/poller.ts';
import { registryRoutes } from './registries/routes.ts';
import type { ScanLimits } from './scan/child.ts';
import { imageScans, type Access, type StoreScan } from './scan/queue.ts';

/** What gets scanned and when: registries, Harbor, notifications; and where images run, as clusters tell. */
export function watchRoom(kernel: Kernel, { inventory, storeScan, limits }: { inventory: Pick<Inventory, 'seen' | 'tagged' | 'tagsGone' | 'placed'>; storeScan: StoreScan; limits?: ScanLimits }) {
  const desk = registryDesk(kernel);
  const access: Access = async (source) => {
    if (source.is === 'harbor') return harbor.accessOf(source);
    const row = await desk.findIf(source.id);
    return row && { scheme: addressOf(row.url).scheme, credentials: desk.credentialsOf(row) };
  };
  const scans = imageScans({ ...kernel, inventory, storeScan, access, ...(limits ? { limits } : {}) });
  const harbor = harborDesk(kernel, { scans });
  const poller = registryPoller({ ...kernel, desk, follow: follower(kernel, { inventory }), scans });
  const clusters = clusterDesk(kernel, { inventory });
  const lister = clusterLister({ ...kernel, desk: clusters, inventory });

  return {
    routes(app: Api) {
      registryRoutes(app, { desk, poller });
      notificationRoutes(app, { desk, poller });
      harborRoutes(app, { desk: harbor, config: kernel.config });
      clusterRoutes(app, { desk: clusters, lister });
    },
    stop() {
      poller.stop();
      scans.stop();
      lister.stop();
    },
  };
}
