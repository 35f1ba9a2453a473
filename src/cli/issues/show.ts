import type { Command } from 'commander';
import { IssueDetail } from '../../vulnerabilities/contract.ts';
import { apiClient } from '../client.ts';
import { plain, print, printJson, table } from '../output.ts';

export const show = (issues: Command): void => {
  issues
    .command('show')
    .description('show one: why it counts so much, what was decided, what is owed by when')
    .argument('<id>', 'as in the list')
    .option('--json', 'print JSON')
    .action(async (id: string, { json = false }: { json?: boolean }) => {
      const issue = await apiClient().json(IssueDetail, 'GET', `/api/v1/issues/${encodeURIComponent(id)}`);
      if (json) return printJson(issue);
      print(sheetOf(issue));
    });
};

/** One line a fact, those that are not there left out. */
export function sheetOf(issue: IssueDetail): string {
  const { id, vulnerability, aliases, summary, severity, score, state, priority, factors, owner, openedAt, appeared, clocks, plan, places, remedy, kev, epss, decisions, history, ticket, note } = issue;
  const facts: (readonly [string, string])[] = [
    ['id', id],
    ['also', aliases.filter((alias) => alias !== vulnerability).join(', ')],
    ['what', summary],
    ['remedy', remedy],
    ['priority', `${priority}: ${factors.map(({ name, points, most, because }) => `${name} ${points}/${most} (${because})`).join('; ')}`],
    ['exploited', kev === null ? '' : `known since ${kev.added ?? 'unknown'}${kev.due === null ? '' : `, due ${kev.due}`}${kev.ransomware ? ', by ransomware' : ''}`],
    ['epss', epss === null ? '' : `${(epss.score * 100).toFixed(1)} % within 30 days`],
    ['places', `${places.open} open in ${places.assets} assets, ${places.undecided} undecided`],
    ['opened', `${openedAt} (${appeared})`],
    ['owner', owner ?? ''],
    ...clocks.map(({ what, due, late }) => [`${what} by`, `${due}${late > 0 ? `, ${late} business days late` : ''}`] as const),
    ['plan', plan === null ? '' : `${plan.change} by ${plan.owner} until ${plan.due}${plan.slipped > 0 ? `, slipped ${plan.slipped} times` : ''}`],
    ...decisions.filter(({ state: standing }) => standing === 'proposed').map(({ kind, by, at, reason, change }) => ['proposed', `${kind} by ${by} at ${at}: ${reason ?? change ?? ''}`] as const),
    ['ticket', ticket?.url ?? ''],
    ['note', note],
    ...history.map(({ at, what, by, note: remark }) => [at, `${what} by ${by}${remark === '' ? '' : `: ${remark}`}`] as const),
  ];
  const title = `${plain(vulnerability)} in ${plain(issue.package.name)} (${plain(issue.package.ecosystem)}) · ${severity}${score === null ? '' : ` ${score}`} · ${state}`;
  return [title, table(['', ''], facts.filter(([, value]) => value !== '')).replace(/^\s*\n/, '')].join('\n');
}
