import { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scan } from '../scan.ts';
import { durationOf, readOptions, scanOptions, type GivenOptions } from './options.ts';

/** What the options mean when a command is given so. */
async function given(...args: string[]) {
  const command = scanOptions(new Command('x')).exitOverride();
  await command.parseAsync(args, { from: 'user' });
  return readOptions(command.opts<GivenOptions>());
}

test('the manual names every option, and no other', async () => {
  const program = new Command();
  await scan(program);
  const manual = readFileSync(join(import.meta.dirname, '../../../docs/scanning.md'), 'utf8');
  const table = manual.slice(manual.indexOf('## Options'), manual.indexOf('## What is read'));
  const named = new Set([...table.matchAll(/`(--[a-z-]+)`/g)].map(([, name]) => name));
  const known = new Set(program.commands[0]?.commands.flatMap(({ options }) => options.filter(({ hidden }) => !hidden).map(({ long }) => long ?? undefined)));
  expect(named).toEqual(known);
});

describe('Options', () => {
  test('print a table and look for everything when nothing is said', async () => {
    expect(await given()).toMatchObject({
      outputs: [{ format: 'table', file: undefined }], failOn: undefined, anyIsNo: false, exitCode: 1, offline: false, skip: [],
      scanners: new Set(['vuln', 'secret']), filter: { severities: new Set(), onlyFixed: false, includeDev: false },
    });
  });

  test('are those of a Trivy user', async () => {
    expect(await given('--severity', 'HIGH,CRITICAL', '--ignore-unfixed', '--exit-code', '1', '--scanners', 'vuln', '--format', 'sarif', '--output', 'x.sarif', '--skip-db-update', '--offline-scan', '--skip-dirs', '/usr/share/,var')).toMatchObject({
      filter: { severities: new Set(['high', 'critical']), onlyFixed: true }, anyIsNo: true, outputs: [{ format: 'sarif', file: 'x.sarif' }],
      scanners: new Set(['vuln']), offline: true, advisories: { update: false }, skip: ['/usr/share', '/usr/share/**', 'var', 'var/**'],
    });
  });

  test('are those of a Grype user', async () => {
    expect(await given('--fail-on', 'medium', '--only-fixed', '-o', 'sarif=a.sarif', '-o', 'json=b.json')).toMatchObject({
      failOn: { severity: 'medium' }, filter: { onlyFixed: true }, anyIsNo: false, outputs: [{ format: 'sarif', file: 'a.sarif' }, { format: 'json', file: 'b.json' }],
    });
  });

  test.for([
    [['--format', 'xml'], '--format'], [['--severity', 'bad'], '--severity'], [['--fail-on', 'x'], 'threshold'], [['--exit-code', '256'], '--exit-code'],
    [['--exit-code', 'x'], '--exit-code'], [['--scanners', 'misconfig'], '--scanners'], [['--max-advisory-age', '5 days'], '--max-advisory-age'], [['--timeout', ''], '--timeout'],
    [['--skip-dirs', '/'], '--skip-dirs'], [['--advisories', 'x', '--skip-db-update'], 'contradict'], [['--advisories', 'https://x.example', '--offline'], 'contradict'],
  ] as const)('that are wrong are refused: %j', async ([args, named]) => {
    await expect(given(...args)).rejects.toThrow(named);
  });

  test.for([['90s', 90_000], ['1h30m', 5_400_000], ['5d', 432_000_000], ['1.5h', 5_400_000], ['250ms', 250]] as const)('%s is %d ms', ([text, ms]) => {
    expect(durationOf(text, '--timeout')).toBe(ms);
  });
});
