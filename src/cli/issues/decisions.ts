import { Option, type Command } from 'commander';
import { errors } from '../../kernel/errors.ts';
import { Action, BulkAnswer, IssueDetail, Justification } from '../../vulnerabilities/contract.ts';
import { checked } from '../checked.ts';
import { apiClient } from '../client.ts';
import { note, plain, print, printJson, table } from '../output.ts';
import { filterOfPairs } from './filter.ts';

type Given = { filter: string[]; json?: boolean; everywhere?: boolean; none?: boolean } & Record<string, unknown>;

const each = (value: string, before: string[]): string[] => [...before, value];
const remark = (command: Command): Command => command.option('--note <text>', 'what to remember');
const scoped = (command: Command): Command => command.option('--everywhere', 'for places that are not known yet, too; otherwise for the images, nodes and repositories of now');

/** What people decide: the name, what it means, its own options, and what of them the API is told. */
const DECISIONS: readonly { name: string; means: string; options: (command: Command) => Command; told?: (given: Given) => Record<string, unknown> }[] = [
  { name: 'triage', means: 'say that somebody looked at it', options: remark },
  {
    name: 'assign', means: 'give it to a team',
    options: (command) => remark(command).option('--owner <team>', 'who answers for it').option('--none', 'give it back to the rules'),
    told: ({ none, owner }) => ({ owner: none === true ? null : owner }),
  },
  {
    name: 'plan', means: 'commit to the change that will fix it',
    options: (command) => scoped(remark(command)).requiredOption('--owner <team>', 'who does it').requiredOption('--due <day>', 'by when: 2026-12-24').requiredOption('--change <text>', 'a pull request, an upgrade'),
  },
  {
    name: 'move', means: 'give its plan another day; a later one is kept as a slip',
    options: (command) => command.requiredOption('--due <day>', 'the new day').requiredOption('--reason <text>', 'why'),
  },
  {
    name: 'accept', means: 'live with it until a day, at most as long as policy lets',
    options: (command) => scoped(command).requiredOption('--reason <text>', 'why').requiredOption('--until <day>', 'the last day on which it holds').option('--control <text>', 'what makes up for it'),
  },
  {
    name: 'not-affected', means: 'say why it does no harm here',
    options: (command) => scoped(command).addOption(new Option('--justification <why>', 'as VEX has it').choices(Justification.options).makeOptionMandatory()).requiredOption('--reason <text>', 'how that is known'),
  },
  { name: 'approve', means: 'approve what was proposed', options: (command) => remark(command).option('--decision <id>', 'the one that was looked at: another one is refused') },
  { name: 'refuse', means: 'refuse what was proposed', options: (command) => command.requiredOption('--note <text>', 'why') },
  { name: 'reopen', means: 'end the decision that holds', options: (command) => command.requiredOption('--note <text>', 'why') },
];

export const decisions = (issues: Command): void => {
  for (const { name, means, options, told = () => ({}) } of DECISIONS) {
    options(issues.command(name).argument('[ids...]', 'as in the list').description(means))
      .option('--filter <name=value>', 'instead of ids, all that fit the filters of the list: severity=critical, kev; several times', each, [])
      .option('--json', 'print JSON')
      .action(async (ids: string[], given: Given) => {
        const { filter: pairs, json = false, everywhere, none: _none, ...rest } = given;
        const action = checked(Action, { do: name, ...rest, ...(everywhere === true ? { scope: 'everywhere' } : {}), ...told(given) });
        if ((ids.length > 0) === (pairs.length > 0)) throw errors.invalid({ what: 'Name issues by their ids, or all of a kind with --filter.' });
        const [only] = ids;
        if (ids.length === 1 && only !== undefined) await decideOne(only, action, json);
        else await decideMany(pairs.length > 0 ? { filter: filterOfPairs(pairs) } : { ids }, action, json);
      });
  }
};

async function decideOne(id: string, action: Action, json: boolean): Promise<void> {
  const issue = await apiClient().json(IssueDetail, 'POST', `/api/v1/issues/${encodeURIComponent(id)}/actions`, action);
  if (json) return printJson(issue);
  note(`${plain(issue.vulnerability)} in ${plain(issue.package.name)}: ${issue.proposed === null ? issue.state : `${issue.proposed} waits for an approver`}`);
}

/** What is refused is listed, and is a no. */
async function decideMany(which: { ids: string[] } | { filter: Readonly<Record<string, string>> }, action: Action, json: boolean): Promise<void> {
  const answer = await apiClient().json(BulkAnswer, 'POST', '/api/v1/issues/actions', { action, ...which });
  if (json) printJson(answer);
  else if (answer.refused.length > 0) print(table(['id', 'why not'], answer.refused.map(({ id, reason }) => [id, reason])));
  note(`${answer.done} issues: ${action.do}; ${answer.refused.length} refused`);
  if (answer.refused.length > 0) process.exitCode = 1;
}
