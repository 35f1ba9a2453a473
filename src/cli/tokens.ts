import { InvalidArgumentError, type Command } from 'commander';
import { z } from 'zod';
import { CreatedToken, Token, TokenScope } from '../identity/contract.ts';
import { Page } from '../kernel/http/page.ts';
import { apiClient } from './client.ts';
import { note, print, printJson, table } from './output.ts';
import { everyItem } from './pages.ts';

const scopes = TokenScope.exclude(['owner']).options;

export const tokens = (program: Command): void => {
  const command = program.command('tokens').description('API tokens of machines');

  command
    .command('list')
    .description('list them, the newest first')
    .option('--json', 'print JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const items = await everyItem(apiClient(), Page(Token), '/api/v1/tokens');
      if (json) return printJson({ items });
      print(table(
        ['id', 'name', 'scopes', 'source', 'expires', 'last used', 'made by'],
        items.map((token) => [token.id, token.name, token.scopes.join(','), token.source ?? '', token.expiresAt ?? 'never', token.lastUsedAt ?? 'never', token.createdBy]),
      ));
    });

  command
    .command('create')
    .description('make one; the secret is printed once, alone on stdout')
    .argument('<name>', 'what it is for')
    .requiredOption('--scope <scope...>', `what it may do: ${scopes.join(', ')}`)
    .option('--source <name>', 'the one source that a token with the scope ingest writes')
    .option('--days <n>', 'how long it lives; for ever when left out', days)
    .option('--json', 'print token and secret as JSON')
    .action(async (name: string, { scope, source, days: expiresInDays, json = false }: { scope: string[]; source?: string; days?: number; json?: boolean }) => {
      const made = await apiClient().json(CreatedToken, 'POST', '/api/v1/tokens', { name, scopes: scope, source, expiresInDays });
      if (json) return printJson(made);
      note(`Token ${made.token.id}. Keep the secret; it is not shown again.`);
      print(made.secret);
    });

  command
    .command('revoke')
    .description('end one on all servers')
    .argument('<id>', 'its id, as list prints it')
    .action(async (id: string) => {
      await apiClient().json(z.undefined(), 'DELETE', `/api/v1/tokens/${encodeURIComponent(id)}`);
      note(`Token ${id} is revoked.`);
    });
};

function days(text: string): number {
  const parsed = z.coerce.number().int().min(1).max(3_650).safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError('A number of days from 1 to 3650.');
  return parsed.data;
}
