import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCredential, writeCredential } from './credential.ts';
import { machineHash } from './machine.ts';

let place: string;
beforeEach(() => { place = mkdtempSync(join(tmpdir(), 'glacis-agent-')); });
afterEach(() => rmSync(place, { recursive: true }));

const credential = { node: 'n', name: 'web-1', token: 'gla_agent_x', source: 'node-web-1', server: 'https://glacis.example', insecure: false };

test('a credential is kept where only its owner reads it, also where others could before', () => {
  const state = join(place, 'state');
  mkdirSync(state, { mode: 0o755 });
  writeFileSync(join(state, 'credential.json'), '{}');
  chmodSync(join(state, 'credential.json'), 0o644);
  writeCredential(state, credential);
  expect(readCredential(state)).toEqual(credential);
  expect(statSync(state).mode & 0o777).toBe(0o700);
  expect(statSync(join(state, 'credential.json')).mode & 0o777).toBe(0o600);
});

test('a node that has not enrolled says so, and what is broken is not shown', () => {
  expect(() => readCredential(place)).toThrow(/cannot be read.*agent enroll/);
  writeFileSync(join(place, 'credential.json'), '{"token":"gla_agent_secret"}');
  expect(() => readCredential(place)).toThrow(/is not a credential/);
  expect(() => readCredential(place)).not.toThrow(/gla_agent_secret/);
});

test('a machine is told from others by its id, which does not leave it', () => {
  const root = (id: string) => {
    const directory = mkdtempSync(join(place, 'root-'));
    mkdirSync(join(directory, 'etc'));
    writeFileSync(join(directory, 'etc/machine-id'), `${id}\n`);
    return directory;
  };
  const [one, two] = [root('a'.repeat(32)), root('b'.repeat(32))];
  expect(machineHash(one, place)).toMatch(/^[0-9a-f]{64}$/);
  expect(machineHash(one, place)).toBe(machineHash(one, join(place, 'other')));
  expect(machineHash(one, place)).not.toBe(machineHash(two, place));
  expect(machineHash(one, place)).not.toContain('aaaa');
});

test('a machine that has no id gets one of its own, and keeps it', () => {
  for (const id of ['', 'uninitialized', '0'.repeat(32)]) {
    const root = mkdtempSync(join(place, 'root-'));
    mkdirSync(join(root, 'etc'));
    writeFileSync(join(root, 'etc/machine-id'), id);
    const state = join(root, 'state');
    expect(machineHash(root, state)).toBe(machineHash(root, state));
    expect(machineHash(root, state)).not.toBe(machineHash(root, join(root, 'another')));
    expect(readFileSync(join(state, 'machine-id'), 'utf8')).toMatch(/^[0-9a-f]{32}\n$/);
  }
});
