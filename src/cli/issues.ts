import type { Command } from 'commander';
import { decisions } from './issues/decisions.ts';
import { list } from './issues/list.ts';
import { show } from './issues/show.ts';
import { summary } from './issues/summary.ts';

/** `glacis issues`: what is vulnerable, and what is done about it. */
export const issues = (program: Command): void => {
  const command = program.command('issues').description('vulnerabilities, each of one package, over all the places where it is');
  list(command);
  show(command);
  summary(command);
  decisions(command);
};
