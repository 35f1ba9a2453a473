import type { Command } from 'commander';
import { systemClock } from '../kernel/clock.ts';
import { readConfig } from '../kernel/config.ts';
import { serverLog } from '../kernel/log.ts';
import { plain, print, printJson } from './output.ts';

const MARKS = { ok: '✓', warning: '!', problem: '✗', unknown: '?' } as const;

export const doctor = (program: Command): void => {
  program
    .command('doctor')
    .description('look for what is wrong, and tell what to do about it (exit code 1: something is, 3: could not find out)')
    .option('--json', 'print the findings as JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { examine, exitCodeOf } = await import('../server/doctor/index.ts');
      const findings = [];
      for await (const finding of examine({ config: readConfig(process.env), log: serverLog('fatal'), clock: systemClock })) {
        findings.push(finding);
        if (json) continue;
        print(`${MARKS[finding.verdict]} ${finding.check.padEnd(16)} ${plain(finding.found)}`);
        if (finding.remedy !== undefined) print(`  ${''.padEnd(16)} → ${plain(finding.remedy)}`);
      }
      if (json) printJson({ items: findings });
      process.exitCode = exitCodeOf(findings);
    });
};
