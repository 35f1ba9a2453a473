import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig, variables } from './config.ts';

test('nothing set gives the documented defaults', () => {
  expect(readConfig({})).toMatchObject({ host: '127.0.0.1', port: 7400, syslogPort: 5514, syslogTlsPort: 6514, roles: ['web', 'ingest', 'work'] });
});

test('an empty variable counts as not set', () => {
  expect(readConfig({ GLACIS_PORT: '', DATABASE_URL: '' })).toMatchObject({ port: 7400, databaseUrl: undefined });
});

test.for([
  ['GLACIS_PORT', '70000'],
  ['GLACIS_PORT', 'http'],
  ['GLACIS_ROLES', 'web,oracle'],
  ['GLACIS_BOOTSTRAP_TOKEN', 'short'],
  ['DATABASE_URL', 'mysql://db'],
] as const)('%s=%s is refused by name, without its value', ([name, value]) => {
  expect(() => readConfig({ [name]: value })).toThrow(name);
  expect(() => readConfig({ [name]: value })).not.toThrow(new RegExp(`${value}$`));
});

test('every variable is in the manual', () => {
  const manual = readFileSync(join(import.meta.dirname, '../../docs/configuration.md'), 'utf8');
  for (const { name, meaning } of variables) expect(manual).toContain(`| \`${name}\` | ${meaning} |`);
});
