import type { Inventory } from '../../inventory/index.ts';
import type { Api } from '../../kernel/http/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { issueRoutes } from './routes.ts';
import { settler } from './settle.ts';

/** The issues of the desk: what state they are in, what is decided of them, what is owed by when. */
export function issueRoom(kernel: Pick<Kernel, 'db' | 'clock' | 'audit' | 'outbox' | 'jobs' | 'log'>, { inventory }: { inventory: Pick<Inventory, 'noteIssues'> }) {
  return {
    settle: settler({ outbox: kernel.outbox, inventory }),
    routes: (app: Api) => issueRoutes(app, kernel),
  };
}
