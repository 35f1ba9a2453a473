import { gitHub, refusesOne, takeChanges, type GitHub, type SyncPoint, type SyncState } from '../../codehost/index.ts';
import { inTransaction } from '../../kernel/database/index.ts';
import { GlacisError, reasonOf } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { noteHistory } from '../issues/history.ts';
import { bringUp } from './bring-up.ts';
import { contentOf, type Content } from './content.ts';
import { issueFacts } from './facts.ts';
import { ticketMaker } from './make.ts';
import type { ProposePlan } from './proposal.ts';
import { changeTicket, dropTicket, isWantedSince, madeTickets, numberedTickets, wantAutomatic, wantedTickets, type TicketRow } from './rows.ts';
import type { TicketSettingsDesk, TicketTarget } from './settings.ts';
import { takeIn } from './take-in.ts';
import { driftOf, isWritten, readWritten, writtenOf } from './written.ts';

/** GitHub takes 80 new things a minute and 500 an hour of one account: so many a run, of which there are twelve an hour. */
const MOST_MADE = 40;
const MOST_WRITTEN = 100;
/** Tickets are looked through so many at a time. */
const CHUNK = 500;
/** After so many in a row that failed it is not the tickets. */
const MOST_FAILURES = 3;
export const GONE = 'It is no longer there: it was deleted, or moved to another repository. Ask for a ticket again to have a new one.';

type Needs = Pick<Kernel, 'db' | 'clock' | 'log' | 'outgoing' | 'config'> & { settings: TicketSettingsDesk; state: SyncState; propose: ProposePlan };
type Run = { target: TicketTarget; host: GitHub; signal: AbortSignal | undefined; stillMine: () => Promise<void> };
export type TicketSync = ReturnType<typeof ticketSync>;

/**
 * Brings issues and their tickets together. A run may end anywhere, the server's death included: the next one goes on from what the
 * database and the code host say, and makes nothing twice. Runs must not overlap.
 */
export function ticketSync(kernel: Needs) {
  const { db, clock, log, settings, state, propose } = kernel;

  async function contents(target: TicketTarget, ids: readonly string[]): Promise<Map<string, Content>> {
    const base = kernel.config.publicUrl;
    const facts = await issueFacts(db, ids);
    return new Map(facts.map((one) => [one.id, contentOf(one, { labels: target.labels, link: base === undefined ? undefined : new URL(`/issues?issue=${encodeURIComponent(one.id)}`, base).href })]));
  }

  /** What changed at the code host since the last time; asking costs nothing where nothing did. */
  async function pull({ target, host, signal }: Run, point: SyncPoint): Promise<SyncPoint> {
    return takeChanges({ host, state, repository: target.repository, signal }, point, async (found) => {
      const rows = await numberedTickets(db, target.repository, found.map(({ number }) => number));
      const wanted = await contents(target, rows.map(({ issueId }) => issueId));
      await each(rows, async (ticket) => {
        const [hosted, content] = [found.find(({ number }) => number === ticket.number), wanted.get(ticket.issueId)];
        if (hosted && content) await takeIn({ db, clock, host, signal, propose }, { ticket, hosted, content });
      });
    });
  }

  /** Calls `one` for each ticket; one that fails is noted and holds up no other, unless the code host as a whole is the trouble. */
  async function each(tickets: readonly TicketRow[], one: (ticket: TicketRow) => Promise<void>): Promise<void> {
    let failures = 0;
    for (const ticket of tickets) {
      try {
        await one(ticket);
        failures = 0;
      } catch (error) {
        if (!(error instanceof GlacisError) || error.code !== 'outgoing_failed') throw error;
        await changeTicket(db, ticket.issueId, { problem: error.message });
        if (!refusesOne(error)) failures += 1;
        if (failures >= MOST_FAILURES) throw error;
      }
    }
  }

  async function write({ target, host, signal }: Run): Promise<void> {
    let left = MOST_WRITTEN;
    for (let after = ''; left > 0; ) {
      const rows = await madeTickets(db, target.repository, { after, most: CHUNK });
      const wanted = await contents(target, rows.map(({ issueId }) => issueId));
      const behind = rows.flatMap((ticket) => {
        const [content, written] = [wanted.get(ticket.issueId), readWritten(ticket.written)];
        return content === undefined || ticket.problem === GONE || (written !== undefined && isWritten(written, content)) ? [] : [{ ticket, content }];
      }).slice(0, left);
      const contentBy = new Map(behind.map(({ ticket, content }) => [ticket.issueId, content]));
      await each(behind.map(({ ticket }) => ticket), async (ticket) => {
        const content = contentBy.get(ticket.issueId);
        if (content) await writeOne({ target, host, signal }, ticket, content);
      });
      left -= behind.length;
      if (rows.length < CHUNK) return;
      after = rows.at(-1)?.issueId ?? '';
    }
  }

  async function writeOne({ target: { repository }, host, signal }: Omit<Run, 'stillMine'>, { issueId, number, written }: TicketRow, content: Content): Promise<void> {
    const hosted = await host.issue(repository, number ?? 0, signal);
    const now = new Date(clock.now());
    if (hosted === undefined) {
      await inTransaction(db, async (tx) => {
        await changeTicket(tx, issueId, { state: 'closed', problem: GONE, syncedAt: now });
        await noteHistory(tx, now, [{ issueId, what: 'ticket gone', by: 'code host', note: `#${number} of ${repository} is no longer there.` }]);
      });
      return;
    }
    const before = readWritten(written);
    const after = await bringUp({ host, repository, signal }, { hosted, issueId, content, written: before ?? writtenOf({ ...content, title: hosted.title, block: '', state: hosted.state }) });
    const next = writtenOf(content, before);
    await changeTicket(db, issueId, { state: after.state, url: after.url, written: JSON.stringify(next), problem: driftOf(after, next), syncedAt: now });
  }

  async function make({ target, host, signal, stillMine }: Run): Promise<void> {
    const rows = await wantedTickets(db, target.repository, MOST_MADE);
    if (rows.length === 0) return;
    const maker = ticketMaker({ host, repository: target.repository, signal, stillMine });
    await maker.expect(Math.min(...rows.map(({ changedAt }) => changedAt?.getTime() ?? clock.now())));
    const wanted = await contents(target, rows.map(({ issueId }) => issueId));
    await each(rows, async (ticket) => {
      const content = wanted.get(ticket.issueId);
      if (content === undefined || content.state === 'closed') return void (await dropTicket(db, ticket.issueId));
      const { issue, isFound } = await maker.make(ticket, content);
      const now = new Date(clock.now());
      await inTransaction(db, async (tx) => {
        // Of one that was found nothing is known to be as it should: the next run brings it up to date.
        const known = isFound ? { written: null } : { written: JSON.stringify(writtenOf(content)) };
        await changeTicket(tx, ticket.issueId, { number: issue.number, url: issue.url, state: issue.state, problem: null, syncedAt: now, ...known });
        await noteHistory(tx, now, [{ issueId: ticket.issueId, what: 'ticket', by: 'glacis', note: issue.url }]);
      });
    });
  }

  return {
    /** Whether a run would do something for somebody who waits. */
    isWaiting: (since: number): Promise<boolean> => isWantedSince(db, new Date(since)),

    /**
     * One exchange with the code host. What goes wrong there is kept where people see it; it does not throw for that. `stillMine`
     * throws when another server has taken over.
     */
    async run({ signal, stillMine = () => Promise.resolve() }: { signal?: AbortSignal; stillMine?: () => Promise<void> } = {}): Promise<void> {
      const target = await settings.target();
      if (target === null) return;
      const point = await state.read(target);
      if (point.waitUntil > clock.now()) return;
      if (target.automatic !== 'none') await wantAutomatic(db, target.repository, target.automatic, new Date(clock.now()));
      const run: Run = { target, host: gitHub(kernel, target), signal, stillMine };
      try {
        await pull(run, { ...point, problem: null });
        await write(run);
        await make(run);
        if (point.problem !== null) await state.write({ ...(await state.read(target)), problem: null });
      } catch (error) {
        if (signal?.aborted || !(error instanceof GlacisError)) throw error;
        const wait = error.details?.['retryAfter'];
        log.warn({ reason: reasonOf(error) }, 'tickets could not be brought up to date');
        await state.write({ ...(await state.read(target)), problem: error.message, waitUntil: typeof wait === 'number' ? clock.now() + wait * 1_000 : 0 });
      }
    },
  };
}
