import { existsSync, readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { variables } from '../kernel/config.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const Compose = z.object({
  services: z.record(
    z.string(),
    z.looseObject({
      image: z.string().optional(),
      environment: z.record(z.string(), z.string()).optional(),
      ports: z.array(z.string()).default([]),
      read_only: z.boolean().default(false),
      healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
      depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
    }),
  ),
});

describe('the compose file', () => {
  const { services } = Compose.parse(parse(read('deploy/compose.yaml')));

  test('starts Glacis only when both stores are healthy', () => {
    expect(services['glacis']?.depends_on).toEqual({ postgres: { condition: 'service_healthy' }, clickhouse: { condition: 'service_healthy' } });
    expect(services['postgres']?.healthcheck).toBeDefined();
    expect(services['clickhouse']?.healthcheck).toBeDefined();
  });

  test('has no default password: every secret must be given', () => {
    const secrets = Object.values(services).flatMap((service) => Object.entries(service.environment ?? {})).filter(([name, value]) => /PASSWORD$|_URL$/.test(name) && value.includes('PASSWORD'));
    expect(secrets.length).toBeGreaterThanOrEqual(4);
    for (const [, value] of secrets) expect(value).toMatch(/\$\{\w+PASSWORD:\?/);
  });

  test('publishes the interface on loopback only and runs Glacis on a read-only root', () => {
    expect(services['glacis']?.read_only).toBe(true);
    expect(services['glacis']?.ports.filter((port) => port.includes('7400'))).toEqual(['127.0.0.1:7400:7400']);
    expect(services['postgres']?.ports).toEqual([]);
    expect(services['clickhouse']?.ports).toEqual([]);
  });

  test('sets only variables that Glacis knows', () => {
    const known = variables.map(({ name }) => name);
    for (const name of Object.keys(services['glacis']?.environment ?? {})) expect(known).toContain(name);
  });
});

test('the container runs as an account that is not root, tells its health and has no secret inside', () => {
  const file = read('deploy/Containerfile');
  const lines = file.split('\n');
  expect(lines.findLast((line) => line.startsWith('USER '))).toMatch(/^USER [1-9]\d*:[1-9]\d*$/);
  expect(file).toContain('HEALTHCHECK');
  expect(file).not.toMatch(/PASSWORD|TOKEN/);
  for (const port of ['7400', '5514/tcp', '5514/udp', '6514']) expect(lines.find((line) => line.startsWith('EXPOSE'))).toContain(port);
});

describe('the systemd unit', () => {
  test('runs without privileges', () => {
    const unit = read('deploy/systemd/glacis.service');
    for (const line of ['User=glacis', 'NoNewPrivileges=yes', 'ProtectSystem=strict', 'CapabilityBoundingSet=', 'UMask=0077']) expect(unit.split('\n')).toContain(line);
  });

  test.skipIf(!existsSync('/usr/bin/systemd-analyze'))('is what systemd understands', () => {
    const said = execFileSync('/usr/bin/systemd-analyze', ['verify', '--man=no', join(root, 'deploy/systemd/glacis.service')], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    expect(said).toBe('');
  });
});
