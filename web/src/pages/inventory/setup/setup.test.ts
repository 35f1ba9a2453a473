import { describe, expect, test } from 'vitest';
import manual from '../../../../../docs/registries.md?raw';
import { distributionConfig } from './notify.ts';
import { draftOfRegistry, registryOf } from './registryDraft.ts';
import { draftOfRule, moved, ruleOf } from './ruleDraft.ts';
import { enrolSteps } from './systemd.ts';
import { draftOfTickets, ticketsOf } from './ticketsDraft.ts';

const rule = { name: 'The shop', kind: 'image' as const, match: 'registry.example/shop/*', namespace: null, owner: 'payments', environment: null, internetFacing: true };

describe('a rule as it is typed', () => {
  test('comes back as the rule that it was', () => {
    expect(ruleOf(draftOfRule(rule))).toEqual(rule);
  });

  test.for<[string, Partial<ReturnType<typeof draftOfRule>>]>([
    ['without a name', { name: ' ' }],
    ['that fits nothing', { match: '' }],
    ['that says nothing', { owner: '', environment: ' ', internetFacing: '' }],
    ['whose owner is no name', { owner: '<b>' }],
  ])('is none %s', ([, part]) => {
    expect(ruleOf({ ...draftOfRule(rule), ...part })).toBeUndefined();
  });
});

test('rules move by one step and not beyond the ends', () => {
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
});

test('a node is enrolled by what the server says, as root, and its agent kept by the unit that comes along', () => {
  const [enrol, keep] = enrolSteps('glacis agent enroll --server https://glacis.example.org --token x');
  expect(enrol?.code).toBe('sudo /opt/glacis/bin/glacis agent enroll --server https://glacis.example.org --token x');
  expect(keep?.code).toMatch(/^sudo cp \/opt\/glacis\/deploy\/systemd\/glacis-agent\.service/);
});

describe('a registry as it is typed', () => {
  const typed = { ...draftOfRegistry(undefined), name: 'Main', url: ' https://registry.example.org ', repositories: 'shop/*\n infra/*, ', tags: 'v*' };

  test('has its globs one a line, and no password where none was typed', () => {
    expect(registryOf(typed)).toEqual({ name: 'Main', url: 'https://registry.example.org', repositories: ['shop/*', 'infra/*'], tags: ['v*'], username: null, everyMinutes: 15 });
    expect(registryOf({ ...typed, username: 'robot', password: 's3cret' })).toMatchObject({ username: 'robot', password: 's3cret' });
  });

  test.for(['ftp://registry.example.org', 'registry.example.org', ''])('cannot be saved with the address “%s”', (url) => {
    expect(registryOf({ ...typed, url })).toBeUndefined();
  });

  test('tells of pushes with its own token, as the manual says', () => {
    expect(manual).toContain(distributionConfig({ url: 'https://glacis.example/api/v1/registries/ID/notifications', token: 'gla_registry_…' }));
  });
});

describe('the settings of tickets', () => {
  const typed = { ...draftOfTickets(null), repository: 'acme/security', labels: 'security, , vulnerability', token: 'ghp_x' };
  const known = { repository: 'acme/security', api: 'https://api.github.com', labels: [], tokenSet: true, automatic: 'none' as const, problem: null };

  test('need a token once', () => {
    expect(ticketsOf(typed, null)).toMatchObject({ labels: ['security', 'vulnerability'], token: 'ghp_x' });
    expect(ticketsOf({ ...typed, token: '' }, null)).toBeUndefined();
    expect(ticketsOf({ ...typed, token: '' }, known)).not.toHaveProperty('token');
  });

  test('name one repository', () => {
    expect(ticketsOf({ ...typed, repository: 'security' }, known)).toBeUndefined();
  });
});
