import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { errors, reasonOf } from '../kernel/errors.ts';
import { CalendarTaken, CapacityAnswer, RoadmapAnswer, WeeklyAnswer } from '../program/contract.ts';
import { apiClient } from './client.ts';
import { note, plain, print, printJson, table } from './output.ts';

/** `glacis program roadmap | capacity | weekly | calendar`: the program in time. */
export function programTime(command: Command): void {
  command.command('roadmap').description('milestones with their targets, and when they are likely').option('--json', 'print JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const answer = await apiClient().json(RoadmapAnswer, 'GET', '/api/v1/program/roadmap');
      if (json) return printJson(answer);
      print(table(['milestone', 'outcome', 'target', 'day', 'slips', 'likely', 'why'], answer.milestones.map(({ id, outcome, target, day, slips, forecast, noForecast }) => [id, outcome, target, day ?? '', String(slips.length), forecast?.likely ?? '', forecast?.words ?? noForecast ?? ''])));
    });

  command.command('capacity').description('hours of the next weeks, what draws on them, and what overflow moves').option('--weeks <count>', 'how many', '12').option('--json', 'print JSON')
    .action(async ({ weeks, json = false }: { weeks: string; json?: boolean }) => {
      const answer = await apiClient().json(CapacityAnswer, 'GET', `/api/v1/program/capacity?weeks=${encodeURIComponent(weeks)}`);
      if (json) return printJson(answer);
      if (!answer.known) return print('The program does not say how many hours there are: see capacity in docs/roadmap.md.');
      print(table(['week', 'hours', 'goals', 'arriving', 'drawn', 'overflow', 'of'], answer.weeks.map(({ week, hours, goals, arriving, drawn, overflow, of }) => [week, ...[hours, goals, arriving, drawn, overflow].map(String), of.map(({ title }) => title).join(', ')])));
      for (const { milestone, days, from, to, because } of answer.moved) print(plain(`${milestone} moves by ${days} days, from ${from} to ${to}, because of ${because.join(', ')}`));
    });

  command.command('weekly').description('the last week on a page, in Markdown').option('--week <week>', 'as 2026-W48').option('--text', 'print plain text').option('--json', 'print JSON')
    .action(async ({ week, text = false, json = false }: { week?: string; text?: boolean; json?: boolean }) => {
      const answer = await apiClient().json(WeeklyAnswer, 'GET', `/api/v1/program/weekly${week === undefined ? '' : `?week=${encodeURIComponent(week)}`}`);
      if (json) return printJson(answer);
      for (const line of (text ? answer.text : answer.markdown).trimEnd().split('\n')) print(plain(line));
    });

  command.command('calendar').description('send a calendar: its all-day events are days on which somebody is away').argument('<file>', 'iCalendar; - for standard input')
    .option('--name <name>', 'what it is called; the same name takes its place (the name of the file)').option('--json', 'print JSON')
    .action(async (file: string, { name, json = false }: { name?: string; json?: boolean }) => {
      const called = name ?? (file === '-' ? 'calendar' : basename(file).replace(/\.ics$/iu, ''));
      const response = await apiClient().fetch(`/api/v1/program/calendars?name=${encodeURIComponent(called)}`, { method: 'POST', headers: { 'content-type': 'text/calendar' }, body: textOf(file) });
      const taken = CalendarTaken.parse(await response.json());
      if (json) return printJson(taken);
      print(plain(`${taken.name}: ${taken.events} all-day events`));
      for (const title of taken.skipped) note(plain(`left out, it repeats in a way that is not understood: ${title}`));
    });
}

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw errors.invalid({ what: `${file} cannot be read: ${reasonOf(error)}` });
  }
}
