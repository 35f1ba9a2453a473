import type { Command } from 'commander';
import { systemClock } from '../kernel/clock.ts';
import { note, plain, print, printJson, table } from './output.ts';
import { progressBar } from './progress-bar.ts';

type SyncFlags = { from?: string; ecosystem?: string[]; insecure?: boolean; acceptLoss?: boolean; json?: boolean };

/** Bad records that are told one by one; `--json` has some more. */
const MOST_TOLD = 10;
/** Packages and lines of prose that `show` prints of an advisory. */
const MOST_PACKAGES = 20;
const MOST_PROSE = 600;

export const advisories = (program: Command): void => {
  const command = program.command('advisories').description('what is known of vulnerabilities: what scans are matched with');

  command
    .command('sync')
    .description('bring them up to date; the old ones are used until the new ones are whole (exit code 3: something could not be taken)')
    .option('--from <url|dir>', "a mirror of OSV's bucket, or a directory with osv/, kev.json and epss*.csv; OSV's public bucket, CISA and FIRST when left out")
    .option('--ecosystem <name...>', 'only these, such as npm or Debian; the file then has no others')
    .option('--insecure', 'take them over plain http from another machine')
    .option('--accept-loss', 'take a source as it is although many of its advisories are gone or cannot be read')
    .option('--json', 'print what was done as JSON')
    .action(sync);

  command
    .command('status')
    .description('which there are, from where and how old')
    .option('--json', 'print JSON')
    .action(status);

  command
    .command('show')
    .description('what is known of a vulnerability, and which packages have it (exit code 1: nothing)')
    .argument('<id>', 'CVE, GHSA, DSA or any other id')
    .option('--json', 'print JSON')
    .action(show);
};

const scanning = () => import('../scanning/index.ts');

async function sync({ from, ecosystem, insecure = false, acceptLoss = false, json = false }: SyncFlags): Promise<void> {
  const { advisoryDirectory, ageOf, syncAdvisories } = await scanning();
  const bar = progressBar(process.stderr, 1, systemClock.now);
  const told = (words: string) => {
    bar.clear();
    note(plain(words));
  };
  const outcome = await syncAdvisories({
    directory: advisoryDirectory(process.env),
    from, ecosystems: ecosystem, insecure, acceptLoss,
    clock: systemClock,
    env: process.env,
    onProgress: (words, done, total) => bar.show(total === undefined || total === 0 ? 0 : done / total, words),
    onNote: told,
  }).finally(() => bar.clear());
  for (const { name, bad, badCount } of outcome.ecosystems) {
    for (const { id, reason } of bad.slice(0, MOST_TOLD)) note(plain(`${name}: ${id} was left out: ${reason}`));
    if (badCount > MOST_TOLD) note(plain(`${name}: ${badCount} advisories were left out in all`));
  }
  for (const problem of outcome.problems) note(plain(`Not taken, what was known before stays: ${problem}`));
  if (outcome.absent.length > 0) note(plain(`Not at this source: ${outcome.absent.join(', ')}`));
  const age = ageOf(outcome, systemClock.now());
  if (json) printJson(outcome);
  else {
    const moved = outcome.ecosystems.filter(({ added, changed, gone }) => added + changed + gone > 0);
    if (moved.length > 0) print(table(['ecosystem', 'taken', 'new', 'changed', 'gone'], moved.map(({ name, how, added, changed, gone }) => [name, how === 'full' ? 'whole' : 'changes', count(added), count(changed), count(gone)])));
    print(plain(outcome.isNew ? `${outcome.path} is up to date with ${outcome.from}: ${outcome.digest}, ${age.words} old` : `Nothing new: ${outcome.path} is up to date with ${outcome.from}, ${age.words} old`));
  }
  if (age.isStale) note(`The advisories at this source are ${age.words} old: scans will say so.`);
  if (outcome.problems.length > 0) process.exitCode = 3;
}

async function status({ json = false }: { json?: boolean }): Promise<void> {
  const { advisoryDirectory, advisoryFile, ageOf, openAdvisories } = await scanning();
  const book = openAdvisories(advisoryFile(advisoryDirectory(process.env)));
  const facts = book.facts();
  book.close();
  const { words, ms, isStale } = ageOf(facts, systemClock.now());
  if (json) printJson({ ...facts, age: { seconds: Math.floor(ms / 1_000), stale: isStale } });
  else {
    const rows: (readonly [string, string])[] = [
      ['file', `${facts.path} (${(facts.bytes / 1e6).toFixed(1)} MB)`],
      ['taken from', facts.from],
      ['age', `${words} (${facts.updated})${isStale ? ', stale' : ''}`],
      ['last sync', facts.synced ?? 'not known'],
      ['digest', facts.digest],
      ['advisories', `${count(facts.advisories)}, and ${count(facts.withdrawn)} withdrawn`],
      ['exploited', `${count(facts.kev)} CVEs in CISA's catalogue`],
      ['EPSS', `${count(facts.epss)} CVEs${facts.epssDate === undefined ? '' : ` of ${facts.epssDate}`}`],
    ];
    print(rows.map(([name, value]) => `${name.padEnd(12)}${plain(value)}`).join('\n'));
    print('');
    print(table(['ecosystem', 'advisories', 'newest'], facts.ecosystems.map(({ name, advisories: known, newest }) => [name, count(known), newest ?? ''])));
    for (const { name, bad } of facts.sources) if (bad > 0) note(plain(`${name}: ${count(bad)} advisories could not be read and are missing.`));
  }
  if (isStale) note(`The advisories are ${words} old. glacis advisories sync brings them up to date.`);
}

async function show(id: string, { json = false }: { json?: boolean }): Promise<void> {
  const { advisoryDirectory, advisoryFile, ageOf, openAdvisories } = await scanning();
  const book = openAdvisories(advisoryFile(advisoryDirectory(process.env)));
  const known = book.known(id);
  const age = ageOf(book.stamp, systemClock.now());
  book.close();
  if (json) printJson({ ...known, stamp: book.stamp });
  else if (known.advisories.length > 0 || known.cve !== undefined) print(tell(known));
  if (age.isStale) note(`The advisories are ${age.words} old.`);
  if (known.advisories.length > 0 || known.cve !== undefined) return;
  note(plain(`Nothing is known of ${id}.`));
  process.exitCode = 1;
}

type Known = ReturnType<ReturnType<Awaited<ReturnType<typeof scanning>>['openAdvisories']>['known']>;
type Advisory = Known['advisories'][number];

function tell({ id, aliases, cve, advisories: all }: Known): string {
  const others = aliases.filter((alias) => alias !== id);
  const head = [
    plain(id),
    ...(others.length > 0 ? [`  also known as ${plain(others.join(', '))}`] : []),
    ...(cve?.cvss ?? []).map(({ vector, source }) => `  ${plain(vector)} (${plain(source)})`),
    ...(cve?.kev === undefined ? [] : [`  exploited, says CISA${cve.kev.added === undefined ? '' : ` since ${cve.kev.added}`}${cve.kev.ransomware === true ? ', for ransomware too' : ''}`]),
    ...(cve?.epss === undefined ? [] : [`  EPSS ${cve.epss.score} (percentile ${cve.epss.percentile}${cve.epss.date === undefined ? '' : `, ${cve.epss.date}`})`]),
  ];
  return [head.join('\n'), ...all.map(tellAdvisory)].join('\n\n');
}

function tellAdvisory({ id, summary, details, references, upstream, published, modified, withdrawn, packages, packageCount }: Advisory): string {
  const rows = packages.slice(0, MOST_PACKAGES).map((one) => [one.ecosystem, one.name, affectedWords(one), [one.rating, one.state, one.module].filter((word) => word !== undefined).join(', ')]);
  return [
    `${plain(id)}  ${plain(summary)}`,
    `  ${published === undefined ? '' : `published ${published}, `}modified ${modified}${withdrawn === undefined ? '' : `, withdrawn ${withdrawn}`}`,
    ...(upstream.length === 0 ? [] : [`  about ${plain(upstream.slice(0, MOST_PACKAGES).join(', '))}${upstream.length > MOST_PACKAGES ? ', …' : ''}`]),
    ...(details === '' ? [] : [`  ${plain(details.slice(0, MOST_PROSE).replace(/\s+/g, ' '))}${details.length > MOST_PROSE ? ' …' : ''}`]),
    ...references.slice(0, 5).map((url) => `  ${plain(url)}`),
    ...(rows.length === 0 ? [] : [table(['  ecosystem', 'package', 'affected', ''], rows.map(([ecosystem = '', ...rest]) => [`  ${ecosystem}`, ...rest]))]),
    ...(packageCount > MOST_PACKAGES ? [`  and ${count(packageCount - MOST_PACKAGES)} more`] : []),
  ].join('\n');
}

function affectedWords({ ranges, versions }: Advisory['packages'][number]): string {
  const words = ranges.map(({ events }) => events.map(eventWords).filter((word) => word !== '').join(' ') || 'every version');
  const listed = versions.length === 0 ? [] : [`${count(versions.length)} listed version${versions.length === 1 ? '' : 's'}`];
  return [...words.slice(0, 4), ...(words.length > 4 ? ['…'] : []), ...listed].join('; ');
}

function eventWords(event: Advisory['packages'][number]['ranges'][number]['events'][number]): string {
  if ('introduced' in event) return event.introduced === '0' ? '' : `>= ${event.introduced}`;
  if ('fixed' in event) return `< ${event.fixed}`;
  return 'limit' in event ? `< ${event.limit}` : `<= ${event.last_affected}`;
}

const count = (number: number): string => number.toLocaleString('en');
