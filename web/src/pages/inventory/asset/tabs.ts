import type { AssetDetail } from '../../../../../src/inventory/contract.ts';
import { count } from '../../../ui/text/numbers.ts';

export type Part = 'issues' | 'packages' | 'services' | 'runs' | 'tags' | 'scans' | 'events';

type Known = Pick<AssetDetail, 'kind' | 'services' | 'placements' | 'tags' | 'issues' | 'outdated'>;

/** What there is to see of an asset of its kind, with how many of each where that is known. */
export function tabsOf({ kind, services, placements, tags, issues, outdated }: Known, readsLogs: boolean): { id: Part; title: string }[] {
  const open = issues.critical + issues.high + issues.medium + issues.low + issues.other;
  const counted = (title: string, many: number): string => (many === 0 ? title : `${title} ${count(many)}`);
  return [
    { id: 'issues', title: counted('Issues', open) },
    { id: 'packages', title: 'Packages' },
    ...(kind === 'node' ? [{ id: 'services' as const, title: counted(outdated.length > 0 ? 'Services and restarts' : 'Services', services.length) }] : []),
    ...(kind === 'repository' ? [] : [{ id: 'runs' as const, title: counted(kind === 'node' ? 'Runs here' : 'Runs on', placements.length) }]),
    ...(kind === 'image' ? [{ id: 'tags' as const, title: counted('Tags', tags.length) }] : []),
    { id: 'scans', title: 'Scans' },
    ...(kind === 'node' && readsLogs ? [{ id: 'events' as const, title: 'Events' }] : []),
  ];
}

/** The tab that an address asks for, else the first. */
export const partOf = (word: string | undefined, tabs: readonly { id: Part }[]): Part => tabs.find(({ id }) => id === word)?.id ?? 'issues';
