import { atSecond, commentMark, type GitHub, type HostedIssue } from '../../codehost/index.ts';
import { inTransaction } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { noteHistory } from '../issues/history.ts';
import type { Content } from './content.ts';
import { proposalIn, type ProposePlan } from './proposal.ts';
import { changeTicket, type TicketRow } from './rows.ts';
import { driftOf, isBlockChanged, readWritten, type Written } from './written.ts';

const DAY_MS = 86_400_000;
const CLOSED = 'This ticket was closed by hand. The issue in Glacis is not resolved by that: only a complete scan that no longer finds it does, or a decision there.';

type Needs = Pick<Kernel, 'db' | 'clock'> & { host: GitHub; signal: AbortSignal | undefined; propose: ProposePlan };

/**
 * Takes note of what people did to a ticket at the code host. Nothing of it decides: closing is noted and answered once, a plan is
 * proposed, text between the marks is written anew by who comes next.
 */
export async function takeIn({ db, clock, host, signal, propose }: Needs, { ticket, hosted, content }: { ticket: TicketRow; hosted: HostedIssue; content: Content }): Promise<void> {
  const written = readWritten(ticket.written);
  if (written === undefined) return;
  const { issueId, repository } = ticket;
  const now = new Date(clock.now());
  const today = now.toISOString().slice(0, 10);
  const next: Written = { ...written };
  const notes: { what: string; note: string }[] = [];

  const isClosedByHand = hosted.state === 'closed' && written.state === 'open' && content.state === 'open';
  if (isClosedByHand && hosted.closedAt !== null && hosted.closedAt !== written.closedSeen) {
    const seconds = Date.parse(hosted.closedAt);
    await host.commentOnce(repository, hosted.number, { mark: commentMark(`closed-${seconds}`), body: CLOSED, since: atSecond(seconds - DAY_MS) }, signal);
    next.closedSeen = hosted.closedAt;
    notes.push({ what: 'ticket closed', note: `${hosted.url} was closed by hand; only a complete scan resolves the issue.` });
  }
  if (hosted.state === 'open' && written.state === 'open' && ticket.state === 'closed') notes.push({ what: 'ticket opened', note: `${hosted.url} was opened again by hand.` });
  if (isBlockChanged(hosted, written, content)) {
    if (written.mendedOn !== today) notes.push({ what: 'ticket changed', note: `What Glacis had written to ${hosted.url} was changed there; it is written anew.` });
    next.mendedOn = today;
    next.block = '';
  }
  const proposal = proposalIn(hosted, today);
  await inTransaction(db, async (tx) => {
    if (proposal !== undefined && proposal.key !== written.proposed && (await propose(tx, { issueId, url: hosted.url, proposal }))) next.proposed = proposal.key;
    await noteHistory(tx, now, notes.map((note) => ({ issueId, by: 'code host', ...note })));
    await changeTicket(tx, issueId, { state: hosted.state, url: hosted.url, written: JSON.stringify(next), problem: driftOf(hosted, next), syncedAt: now });
  });
}
