import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ticket, type Issue } from '../../../../../src/vulnerabilities/contract.ts';
import { api } from '../../../api/client.ts';
import { issuesKey } from '../../../api/vulnerabilities.ts';
import { useMay } from '../../../app/session.tsx';
import { done } from '../../../ui/overlay/toasts.ts';
import { Outside } from './References.tsx';
import { isSafeLink } from './safe-link.ts';

/** Its ticket at the code host, or the way to one. */
export function TicketOf({ issue }: { issue: Issue }) {
  const may = useMay();
  const queries = useQueryClient();
  const want = useMutation({
    mutationFn: () => api.post(`/issues/${encodeURIComponent(issue.id)}/ticket`, Ticket),
    onSuccess: () => done('The ticket is being made.'),
    onSettled: () => queries.invalidateQueries({ queryKey: issuesKey }),
  });
  if (issue.ticket !== null) return isSafeLink(issue.ticket.url) ? <Outside href={issue.ticket.url}>#{issue.ticket.number}</Outside> : `#${issue.ticket.number}`;
  if (!may('issues.write')) return <span className="quiet">none</span>;
  return <button type="button" style={{ color: 'var(--accent)' }} disabled={want.isPending} onClick={() => want.mutate()}>Make one</button>;
}
