import type { Delivery } from '../delivery/index.ts';
import type { Inventory } from '../inventory/index.ts';
import type { Api } from '../kernel/http/index.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { componentRoom } from './components/index.ts';
import { exchangeRoom } from './exchange/index.ts';
import { issueRoom } from './issues/index.ts';
import { noticeRoom } from './notices/index.ts';
import { ticketRoom } from './tickets/index.ts';
import { watchRoom } from './watch/index.ts';

export { issueExceptions, type IssueException } from './exchange/exceptions.ts';
export { currentPolicy } from './issues/policy.ts';
export { acceptanceEnded, issuesRaised, planSlipped } from './topics.ts';

/** Vulnerabilities: found once, decided once, resolved or planned. */
export function createVulnerabilities(kernel: Kernel, { inventory, delivery }: { inventory: Inventory; delivery: Pick<Delivery, 'notify'> }) {
  const issues = issueRoom(kernel, { inventory });
  const components = componentRoom(kernel, { inventory, settle: issues.settle });
  const exchange = exchangeRoom(kernel, issues);
  noticeRoom(kernel, { delivery });
  const tickets = ticketRoom(kernel, issues);
  const watch = watchRoom(kernel, { inventory, storeScan: components.storeScan });

  return {
    routes(app: Api) {
      issues.routes(app);
      exchange.routes(app);
      components.routes(app);
      watch.routes(app);
      tickets.routes(app);
    },
    async start() {
      await components.start();
      await tickets.start();
    },
    async stop() {
      await tickets.stop();
      watch.stop();
      await components.stop();
    },
  };
}
