import { Option, type Command } from 'commander';
import type { z } from 'zod';
import { systemClock } from '../kernel/clock.ts';
import { errors } from '../kernel/errors.ts';
import { Page } from '../kernel/http/page.ts';
import { LIMITS, OcsfEvent } from '../logs/contract.ts';
import { apiClient, type ApiClient } from './client.ts';
import { eventLine } from './event-line.ts';
import { logs } from './logs.ts';
import { note, print, printAll } from './output.ts';
import { pointedOut } from './query-problem.ts';
import { instantOf } from './time.ts';

type Options = { from?: string; to?: string; limit: string; json?: boolean; csv?: boolean; columns?: string };

export const logsSearch = (program: Command): void => {
  logs(program)
    .command('search')
    .description('find events, the newest first; docs/search.md has the language')
    .allowUnknownOption()
    .argument('[query...]', "terms that must all fit, such as user:root 'status:failure'; all events when left out")
    .option('--from <time>', 'not before: 24h, 7d, 2026-11-23, 2026-11-23T07:30Z')
    .option('--to <time>', 'before')
    .option('--limit <n>', 'how many', '100')
    .addOption(new Option('--json', 'print OCSF events, one a line').conflicts('csv'))
    .option('--csv', 'print CSV that is safe to open in a spreadsheet')
    .option('--columns <fields>', 'with --csv: which fields, with commas between')
    .action(async (words: string[], { from, to, limit: text, json = false, csv = false, columns }: Options) => {
      const query = words.join(' ');
      const limit = Number(text);
      if (!Number.isSafeInteger(limit) || limit < 1) throw errors.invalid({ what: '--limit is not a number of events.' });
      const now = systemClock.now();
      const selection: Record<string, string> = { query };
      if (from !== undefined) selection.from = instantOf('--from', from, now);
      if (to !== undefined) selection.to = instantOf('--to', to, now);
      try {
        if (csv) {
          const asked = new URLSearchParams({ ...selection, format: 'csv', limit: text });
          if (columns !== undefined) asked.set('columns', columns);
          await printAll(await apiClient().fetch(`/api/v1/events/export?${asked.toString()}`));
        } else await printEvents(apiClient(), selection, limit, json);
      } catch (error) {
        throw pointedOut(error, query);
      }
    });
};

const Events = Page(OcsfEvent);

async function printEvents(api: ApiClient, selection: Record<string, string>, limit: number, json: boolean): Promise<void> {
  let left = limit;
  let cursor: string | null = null;
  do {
    const asked = new URLSearchParams({ ...selection, limit: String(Math.min(left, LIMITS.pageRows)) });
    if (cursor !== null) asked.set('cursor', cursor);
    const page: z.infer<typeof Events> = await api.json(Events, 'GET', `/api/v1/events?${asked.toString()}`);
    if (page.items.length === 0 && cursor === null && !json) note('Nothing found.');
    for (const event of page.items) print(json ? JSON.stringify(event) : eventLine(event));
    left -= page.items.length;
    cursor = page.next;
  } while (cursor !== null && left > 0);
  if (cursor !== null && !json) note(`There are more; --limit shows more than ${limit}.`);
}
