import { Option, type Command } from 'commander';
import { ASSET_SORTS, Asset, AssetDetail, AssetKind, AssetsQuery, ScanState } from '../inventory/contract.ts';
import { Page } from '../kernel/http/page.ts';
import { checked } from './checked.ts';
import { apiClient } from './client.ts';
import { note, plain, print, printJson, table } from './output.ts';

type Given = { json?: boolean; exposed?: boolean; running?: boolean; silent?: boolean; retired?: boolean } & Record<string, unknown>;

/** `glacis assets`: what there is to attack. */
export const assets = (program: Command): void => {
  const command = program.command('assets').description('images, nodes and repositories');

  command
    .command('list')
    .description('list them, those with most to decide first')
    .addOption(new Option('--kind <kind>', 'only those').choices(AssetKind.options))
    .option('--search <text>', 'part of a name or digest')
    .option('--owner <team>', 'those of a team; - for none')
    .option('--environment <name>', 'those in an environment')
    .addOption(new Option('--scan <state>', 'how much is known of what is in them').choices(ScanState.options))
    .option('--exposed', 'those that other machines reach')
    .option('--running', 'those that run')
    .option('--silent', 'nodes whose agent does not report')
    .option('--retired', 'those that are gone, too')
    .addOption(new Option('--sort <order>', 'what comes first').choices(ASSET_SORTS).default('priority'))
    .option('--limit <n>', 'how many', '50')
    .option('--json', 'print JSON')
    .action(async ({ json = false, ...filter }: Given) => {
      const query = Object.fromEntries(Object.entries({ ...filter, count: true }).map(([name, value]) => [name, String(value)]));
      checked(AssetsQuery, query);
      const page = await apiClient().json(Page(Asset), 'GET', `/api/v1/assets?${new URLSearchParams(query).toString()}`);
      if (json) return printJson(page);
      print(table(['kind', 'undecided', 'critical', 'high', 'scan', 'owner', 'id', 'name'], page.items.map(({ kind, issues, scan, owner, id, name }) => [kind, issues.undecided, issues.critical, issues.high, scan.state, owner ?? '', id, name])));
      if (page.next !== null) note(`${page.items.length} of ${page.total ?? 'many'}; --limit shows more.`);
    });

  command
    .command('show')
    .description('show one with its tags, where it runs and who listens')
    .argument('<id>', 'as in the list')
    .option('--json', 'print JSON')
    .action(async (id: string, { json = false }: { json?: boolean }) => {
      const asset = await apiClient().json(AssetDetail, 'GET', `/api/v1/assets/${encodeURIComponent(id)}`);
      if (json) return printJson(asset);
      print(sheetOf(asset));
    });
};

function sheetOf({ name, kind, key, lineage, owner, ownerRule, environment, platform, distribution, firstSeenAt, lastSeenAt, retiredAt, scan, issues, tags, placements, services, reboot, note: remark }: AssetDetail): string {
  const facts: (readonly [string, string])[] = [
    ['key', key],
    ['version of', lineage === key ? '' : lineage],
    ['owner', owner === null ? '' : `${owner}${ownerRule === null ? '' : ` (rule ${ownerRule})`}`],
    ['environment', environment ?? ''],
    ['system', [distribution?.name, platform].filter(Boolean).join(', ')],
    ['seen', `${firstSeenAt} to ${lastSeenAt}`],
    ['gone', retiredAt ?? ''],
    ['scanned', scan.at === null ? 'never' : `${scan.at} (${scan.state})`],
    ['issues', `${issues.critical} critical, ${issues.high} high, ${issues.medium} medium, ${issues.low} low; ${issues.undecided} undecided`],
    ...tags.map(({ reference, movedAt }) => ['tag', `${reference} since ${movedAt}`] as const),
    ...placements.map(({ host, runtime, namespace, workload, image, since }) => ['runs', `${kind === 'node' ? image.name : host} ${runtime} ${namespace === null ? '' : `${namespace}/`}${workload} since ${since}`] as const),
    ...services.map(({ protocol, address, port, exposed, process: program, package: purl }) => ['listens', `${protocol} ${address}:${port}${exposed ? '' : ' (this machine only)'} ${program ?? ''} ${purl ?? ''}`.trimEnd()] as const),
    ['reboot', reboot?.needed === true ? reboot.reasons.join('; ') : ''],
    ['note', remark],
  ];
  return [`${plain(name)} · ${kind}`, table(['', ''], facts.filter(([, value]) => value !== '')).replace(/^\s*\n/, '')].join('\n');
}
