import { lostIssues, markOf, withBlock, type GitHub, type HostedIssue } from '../../codehost/index.ts';
import type { Content } from './content.ts';
import type { TicketRow } from './rows.ts';

/** Makes tickets at the code host, each once: one that was made and not noted is found by its mark. */
export function ticketMaker({ host, repository, signal, stillMine }: { host: GitHub; repository: string; signal: AbortSignal | undefined; stillMine: () => Promise<void> }) {
  const lost = lostIssues({ host, repository, signal });
  return {
    expect: lost.expect,

    /** The issue at the code host, found or made. */
    async make(ticket: TicketRow, content: Content): Promise<{ issue: HostedIssue; isFound: boolean }> {
      const mark = markOf('issue', ticket.issueId);
      const [found] = await lost.withMark(mark, { words: `glacis issue:${ticket.issueId}`, since: ticket.changedAt?.getTime() ?? 0 });
      if (found) return { issue: found, isFound: true };
      const { title, block, labels, assignee, due } = content;
      const assignees = assignee !== null && (await host.isAssignable(repository, assignee, signal)) ? [assignee] : [];
      const milestone = due === null ? undefined : await host.milestoneDue(repository, due, signal);
      await stillMine();
      const body = withBlock('', { mark, block });
      const issue = await host.create(repository, { title, body, labels, ...(assignees.length === 0 ? {} : { assignees }), ...(milestone === undefined ? {} : { milestone }) }, signal);
      return { issue, isFound: false };
    },
  };
}
