import { atSecond, commentMark, markOf, withBlock, type GitHub, type HostedIssue, type HostedIssueChange } from '../../codehost/index.ts';
import type { Content } from './content.ts';
import type { Written } from './written.ts';

const DAY_MS = 86_400_000;

type Needs = { host: GitHub; repository: string; signal: AbortSignal | undefined };

/**
 * Brings a ticket at the code host to its content: what Glacis wrote is written anew, what people changed beside it (their text, the title,
 * labels, who is assigned, its milestone, whether it is open) stays. Doing it again does nothing more. GitHub has no way to change
 * an issue only if nobody else did meanwhile: what somebody writes into the text within the moment between reading and writing is lost.
 */
export async function bringUp({ host, repository, signal }: Needs, { hosted, issueId, content, written }: { hosted: HostedIssue; issueId: string; content: Content; written: Written }): Promise<HostedIssue> {
  if (content.state !== written.state) {
    await host.commentOnce(repository, hosted.number, commentOf(content), signal);
  }
  const change: HostedIssueChange = {
    ...(hosted.title === written.title && content.title !== hosted.title ? { title: content.title } : {}),
    ...bodyChange(hosted, issueId, content),
    ...(content.state === written.state || content.state === hosted.state ? {} : { state: content.state, state_reason: content.state === 'open' ? 'reopened' : content.reason }),
    ...(await assigneeChange()),
    ...(await milestoneChange()),
  };
  const labels = content.labels.filter((label) => !written.labels.includes(label) && !hosted.labels.includes(label));
  if (labels.length > 0) await host.label(repository, hosted.number, labels, signal);
  return Object.keys(change).length === 0 ? hosted : host.update(repository, hosted.number, change, signal);

  /** Nobody is unassigned whom somebody else assigned. */
  async function assigneeChange(): Promise<HostedIssueChange> {
    const { assignee } = content;
    const isFree = hosted.assignees.every((login) => login === written.assignee);
    if (assignee === null || assignee === written.assignee || !isFree) return {};
    return (await host.isAssignable(repository, assignee, signal)) ? { assignees: [assignee] } : {};
  }

  /** A milestone that is due on the day of the plan, where there is one; none is made. */
  async function milestoneChange(): Promise<HostedIssueChange> {
    const { due } = content;
    if (due === null || due === written.due || (hosted.milestone !== null && hosted.milestone.due !== written.due)) return {};
    const milestone = await host.milestoneDue(repository, due, signal);
    return milestone === undefined ? {} : { milestone };
  }
}

function bodyChange(hosted: HostedIssue, issueId: string, { block }: Content): HostedIssueChange {
  const body = withBlock(hosted.body, { mark: markOf('issue', issueId), block });
  return body === hosted.body ? {} : { body };
}

/** Named by what it tells of, so that it is said once. */
const commentOf = ({ state, since, comment }: Content) => ({
  mark: commentMark(`${state}-${since.getTime()}`),
  body: comment,
  since: atSecond(since.getTime() - DAY_MS),
});
