import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { assetsQuery } from '../../api/inventory.ts';
import { issuesQuery } from '../../api/vulnerabilities.ts';
import { issuesLink } from '../../pages/vulnerabilities/issues/view.ts';
import { useSettled } from '../../ui/useSettled.ts';
import { useMay } from '../session.tsx';
import type { Command } from './commands.ts';

const PAUSE_MS = 150;
const FEW = 4;
/** Fewer letters are in everything. */
const LEAST = 2;

/** Assets and issues by part of a name or id, which the server looks for: there are too many to know all of them here. */
export function useFound(typed: string): Command[] {
  const navigate = useNavigate();
  const may = useMay();
  const search = useSettled(typed.trim().slice(0, 200), PAUSE_MS);
  const asks = search.length >= LEAST;
  const { data: assets } = useQuery({ ...assetsQuery({ search, limit: FEW }), enabled: asks && may('assets.read') });
  const { data: issues } = useQuery({ ...issuesQuery({ search }, FEW), enabled: asks && may('issues.read') });
  if (!asks) return [];
  return [
    ...(assets?.items ?? []).map(({ id, name, kind, key }) => ({ group: 'Assets', title: name, also: `${kind} ${key}`, run: () => void navigate({ to: '/assets/$id', params: { id }, search: {} }) })),
    ...(issues?.items ?? []).map((issue) => ({ group: 'Issues', title: `${issue.vulnerability} in ${issue.package.name}`, also: issue.id, run: () => void navigate(issuesLink({ tab: issue.state === 'resolved' ? 'resolved' : 'open', search: issue.vulnerability, issue: issue.id })) })),
  ];
}
