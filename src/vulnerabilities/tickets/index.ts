import { syncState } from '../../codehost/index.ts';
import { reasonOf } from '../../kernel/errors.ts';
import type { Api } from '../../kernel/http/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { holdLease, type Lease } from '../../kernel/lease.ts';
import type { Settle } from '../issues/settle.ts';
import { ticketDesk } from './desk.ts';
import { planProposer } from './proposal.ts';
import { ticketRoutes } from './routes.ts';
import { ticketSettings } from './settings.ts';
import { ticketSync, type TicketSync } from './sync.ts';

/** How often the code host is asked what changed there. */
const EVERY_MS = 5 * 60_000;
/** How soon a ticket that somebody asks for is made. */
const LOOK_MS = 3_000;

type Parts = Pick<Kernel, 'audit' | 'clock' | 'config' | 'db' | 'log' | 'outgoing' | 'random' | 'sealer' | 'serverId'>;

/** Issues of the desk as issues of a repository at GitHub: at most one each, kept by one server at a time. */
export function ticketRoom(kernel: Parts, { settle }: { settle: Settle }) {
  const state = syncState(kernel, 'vulnerabilities.tickets.state');
  const settings = ticketSettings({ ...kernel, state });
  const sync = ticketSync({ ...kernel, settings, state, propose: planProposer({ ...kernel, settle }) });
  const desk = ticketDesk({ ...kernel, settings });
  let halt: (() => Promise<void>) | undefined;
  return {
    sync,
    routes: (app: Api) => ticketRoutes(app, { desk, settings }),
    start() {
      if (kernel.config.roles.includes('work')) halt = holdLease(kernel, { name: 'tickets', holder: kernel.serverId, work: (lease) => keep(kernel, sync, lease) });
      return Promise.resolve();
    },
    async stop() {
      await halt?.();
    },
  };
}

async function keep({ clock, db, log }: Pick<Kernel, 'clock' | 'db' | 'log'>, sync: TicketSync, lease: Lease): Promise<void> {
  const { signal } = lease;
  for (let ran = -EVERY_MS; !signal.aborted; await clock.sleep(LOOK_MS, signal)) {
    if (clock.now() < ran + EVERY_MS && !(await sync.isWaiting(ran))) continue;
    ran = clock.now();
    await sync.run({ signal, stillMine: () => lease.check(db) }).catch((error: unknown) => {
      if (!signal.aborted) log.error({ reason: reasonOf(error) }, 'tickets could not be brought up to date');
    });
  }
}
