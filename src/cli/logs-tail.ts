import type { Command } from 'commander';
import { z } from 'zod';
import { systemClock } from '../kernel/clock.ts';
import { GlacisError } from '../kernel/errors.ts';
import { OcsfEvent } from '../logs/contract.ts';
import { apiClient, type ApiClient } from './client.ts';
import { eventLine } from './event-line.ts';
import { logs } from './logs.ts';
import { note, print } from './output.ts';
import { pointedOut } from './query-problem.ts';
import { serverEvents, type ServerEvent } from './server-events.ts';

const RETRY_MS = 2_000;
const Skipped = z.object({ count: z.number() });

export const logsTail = (program: Command): void => {
  logs(program)
    .command('tail')
    .description('follow new events as they come, until interrupted')
    .allowUnknownOption()
    .argument('[query...]', 'terms that must all fit; all events when left out')
    .option('--json', 'print OCSF events, one a line')
    .action(async (words: string[], { json = false }: { json?: boolean }) => {
      const query = words.join(' ');
      const stop = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
      try {
        await follow(apiClient(), query, json, stop.signal);
      } catch (error) {
        if (!stop.signal.aborted) throw pointedOut(error, query);
      }
    });
};

/** Connects again when the connection is lost, but not where the server says no. */
async function follow(api: ApiClient, query: string, json: boolean, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const response = await api.fetch(`/api/v1/events/tail?${new URLSearchParams({ query }).toString()}`, { signal });
      if (response.body) for await (const told of serverEvents(response.body)) show(told, json);
      note('The server ended the tail; connecting again.');
    } catch (error) {
      if (signal.aborted || (error instanceof GlacisError && error.status >= 400 && error.status < 500 && error.status !== 429)) throw error;
      note('The connection was lost; what comes meanwhile is found by a search. Connecting again.');
    }
    await systemClock.sleep(RETRY_MS, signal);
  }
}

function show({ event, data }: ServerEvent, json: boolean): void {
  if (event === 'skipped') note(`${Skipped.parse(JSON.parse(data)).count} events came too fast to be shown; a search finds them.`);
  if (event !== 'event') return;
  if (json) print(data);
  else print(eventLine(OcsfEvent.parse(JSON.parse(data))));
}
