import { z } from 'zod';
import { blockOf, digestOf, type HostedIssue } from '../../codehost/index.ts';
import type { Content } from './content.ts';

/** What Glacis last wrote to a ticket, and what it has taken note of there: everything else is people's. */
const Written = z.object({
  title: z.string(),
  /** Digest of what stands between the marks. */
  block: z.string(),
  state: z.enum(['open', 'closed']),
  labels: z.array(z.string()),
  assignee: z.string().nullable(),
  due: z.string().nullable(),
  /** The closing by hand that was answered. */
  closedSeen: z.string().nullable(),
  /** The day on which a history was told that somebody had changed the block. */
  mendedOn: z.string().nullable(),
  /** The plan that was last taken over as a proposal: who and when. */
  proposed: z.string().nullable(),
});
export type Written = z.infer<typeof Written>;

export const readWritten = (stored: string | null): Written | undefined => (stored === null ? undefined : Written.parse(JSON.parse(stored)));

/** What stands at the host once the content was written there. */
export const writtenOf = ({ title, block, state, labels, assignee, due }: Content, before?: Written): Written => ({
  title, block: digestOf(block), state, labels, assignee, due,
  closedSeen: before?.closedSeen ?? null, mendedOn: before?.mendedOn ?? null, proposed: before?.proposed ?? null,
});

/** Whether there is nothing to write. */
export const isWritten = (written: Written, content: Content): boolean =>
  written.title === content.title && written.block === digestOf(content.block) && written.state === content.state && written.assignee === content.assignee && written.due === content.due
  && content.labels.every((label) => written.labels.includes(label));

/** Whether somebody changed what stands between the marks, or took the marks away. What is to stand there anyway may have been written and not noted. */
export function isBlockChanged(hosted: Pick<HostedIssue, 'body'>, written: Written, content: Content): boolean {
  const block = blockOf(hosted.body);
  return block !== content.block && (block === undefined || digestOf(block) !== written.block);
}

/** How a ticket differs from what Glacis wrote, in words; null where it does not. */
export function driftOf(hosted: Pick<HostedIssue, 'state' | 'title'>, written: Written): string | null {
  const said = [
    ...(hosted.state === 'closed' && written.state === 'open' ? ['It was closed at the code host, and the issue is not resolved.'] : []),
    ...(hosted.state === 'open' && written.state === 'closed' ? ['It was opened again at the code host, though there is nothing to do for the issue.'] : []),
    ...(hosted.title === written.title ? [] : ['Its title was changed at the code host and is left so.']),
  ];
  return said.length === 0 ? null : said.join(' ');
}
