import { Command } from 'commander';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { audit } from '../../src/cli/audit.ts';
import { people } from '../../src/cli/people.ts';
import { tokens } from '../../src/cli/tokens.ts';
import { testDatabase } from '../support/database.ts';
import { apiWithIdentity, somebody, someToken } from '../support/people.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
let api: Awaited<ReturnType<typeof apiWithIdentity>>;

beforeAll(async () => {
  database = await testDatabase();
  const kernel = await database.kernel();
  api = await apiWithIdentity(kernel);
  await somebody(kernel, 'owner', 'owner@example.com');
  vi.stubEnv('GLACIS_URL', await api.app.listen({ host: '127.0.0.1', port: 0 }));
  vi.stubEnv('GLACIS_TOKEN', (await someToken(kernel)).secret);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await api.close();
  await database.stop();
});

/** What a command prints on stdout. */
async function glacis(...args: string[]): Promise<string> {
  let said = '';
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((part) => {
    said += typeof part === 'string' ? part : Buffer.from(part).toString();
    return true;
  });
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const program = new Command().exitOverride();
  for (const command of [tokens, people, audit]) command(program);
  try {
    await program.parseAsync(args, { from: 'user' });
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
  return said;
}

test('a token is made with its secret alone on stdout, listed and revoked', async () => {
  const secret = (await glacis('tokens', 'create', 'shipper', '--scope', 'ingest', '--source', 'web-1', '--days', '30')).trim();
  expect(secret).toMatch(/^gla_ingest_[\w-]{43}$/);
  const { items } = JSON.parse(await glacis('tokens', 'list', '--json'));
  const made = items.find(({ name }: { name: string }) => name === 'shipper');
  expect(made).toMatchObject({ scopes: ['ingest'], source: 'web-1' });
  expect(await glacis('tokens', 'list')).toMatch(/shipper +ingest +web-1/);
  await glacis('tokens', 'revoke', made.id);
  expect(await glacis('tokens', 'list')).not.toContain('shipper');
  await expect(glacis('tokens', 'create', 'x', '--scope', 'owner')).rejects.toMatchObject({ code: 'invalid', exit: 2 });
  await expect(glacis('tokens', 'create', 'x', '--scope', 'ingest', '--days', '0')).rejects.toThrow('1 to 3650');
});

test('somebody is invited by a link, disabled and enabled by address', async () => {
  const link = (await glacis('people', 'invite', 'New@example.com', '--role', 'analyst', '--name', 'New\u001b[31mcomer')).trim();
  expect(new URL(link).hash).toMatch(/^#token=gla_invitation_/);
  const listed = await glacis('people', 'list');
  expect(listed).toMatch(/new@example\.com +New\\u001b\[31mcomer +analyst +invited/);
  await glacis('people', 'disable', 'NEW@example.com');
  expect(await glacis('people', 'list')).toMatch(/new@example\.com .*disabled/);
  await glacis('people', 'enable', 'new@example.com');
  expect(await glacis('people', 'list')).not.toContain('disabled');
  await expect(glacis('people', 'disable', 'nobody@example.com')).rejects.toMatchObject({ code: 'not_found' });
});

test('the audit log is printed, filtered, and exported line by line', async () => {
  expect(await glacis('audit', '--action', 'person.invite')).toMatch(/person\.invite +success/);
  expect(JSON.parse(await glacis('audit', '--json', '--limit', '1')).items).toHaveLength(1);
  const lines = (await glacis('audit', '--export', '--action', 'token.create')).trim().split('\n').map((line) => JSON.parse(line));
  expect(lines.map(({ action }) => action)).toContain('token.create');
});
