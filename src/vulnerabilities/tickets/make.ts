import type { GitHub, HostedIssue } from '../../codehost/index.ts';
import { markOf, withBlock } from './block.ts';
import type { Content } from './content.ts';
import type { TicketRow } from './rows.ts';
import { atSecond } from './sync-state.ts';

/** The clock of the code host may be behind by so much. */
const SKEW_MS = 10 * 60_000;
const MOST_PAGES = 10;

/**
 * Makes tickets at the code host, each once: one that was made and not noted (the server died between) is found by its mark, among
 * the newest issues, which are told exactly, and by search, which lags but goes back for good (a database that was restored).
 * Only what the token itself made is taken: everybody may write a mark into a public repository.
 */
export function ticketMaker({ host, repository, signal, stillMine }: { host: GitHub; repository: string; signal: AbortSignal | undefined; stillMine: () => Promise<void> }) {
  let newest: { since: number; issues: HostedIssue[] } | undefined;
  let viewer: { login: string | undefined } | undefined;

  async function newestSince(wanted: number): Promise<HostedIssue[]> {
    if (newest === undefined || newest.since > wanted) {
      newest = { since: wanted, issues: await host.madeSince(repository, { since: atSecond(wanted - SKEW_MS), most: MOST_PAGES, signal }) };
    }
    return newest.issues;
  }

  async function isOwn({ author }: HostedIssue): Promise<boolean> {
    viewer ??= { login: await host.viewer(signal) };
    return viewer.login === undefined ? author.isBot : author.login === viewer.login;
  }

  async function lost(ticket: TicketRow): Promise<HostedIssue | undefined> {
    const mark = markOf(ticket.issueId);
    const carries = ({ body }: HostedIssue) => body.includes(mark);
    for (const some of [() => newestSince(ticket.changedAt?.getTime() ?? 0), () => host.holding(repository, `glacis issue:${ticket.issueId}`, signal)]) {
      for (const issue of (await some()).filter(carries)) if (await isOwn(issue)) return issue;
    }
    return undefined;
  }

  return {
    /** Begins with the oldest wish, so that the newest issues are listed once for all. */
    expect: (since: Date): Promise<unknown> => newestSince(since.getTime()),

    /** The issue at the code host, found or made. */
    async make(ticket: TicketRow, content: Content): Promise<{ issue: HostedIssue; isFound: boolean }> {
      const found = await lost(ticket);
      if (found) return { issue: found, isFound: true };
      const { title, block, labels, assignee, due } = content;
      const assignees = assignee !== null && (await host.isAssignable(repository, assignee, signal)) ? [assignee] : [];
      const milestone = due === null ? undefined : await host.milestoneDue(repository, due, signal);
      await stillMine();
      const body = withBlock('', { issueId: ticket.issueId, block });
      const issue = await host.create(repository, { title, body, labels, ...(assignees.length === 0 ? {} : { assignees }), ...(milestone === undefined ? {} : { milestone }) }, signal);
      return { issue, isFound: false };
    },
  };
}
