import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { Page } from '../kernel/http/page.ts';
import { CreateSource, Source, SourceCertificate, SourceName, SourceToken } from '../logs/contract.ts';
import { checked } from './checked.ts';
import { apiClient } from './client.ts';
import { note, print, printJson, table } from './output.ts';
import { everyItem } from './pages.ts';

type Settings = {
  description?: string; format?: string; timeZone?: string; retentionDays?: number; silentAfter?: number; unparsedShare?: number; network?: string[]; json?: boolean;
};

export const sources = (program: Command): void => {
  const command = program.command('sources').description('registered streams of log lines');

  command
    .command('list')
    .description('list them with their ledgers')
    .option('--json', 'print JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const items = await everyItem(apiClient(), Page(Source), '/api/v1/sources');
      if (json) return printJson({ items });
      print(table(['name', 'state', 'received', 'stored', 'duplicate', 'rejected', 'waiting', 'last seen'], items.map(rowOf)));
    });

  command
    .command('create')
    .description('register one')
    .argument('<name>', 'a-z 0-9 . _ -, at most 64')
    .option('--description <text>', 'what it is')
    .option('--format <id>', 'what its lines are; found out line by line when left out')
    .option('--time-zone <zone>', 'of times that carry none', 'UTC')
    .option('--retention-days <n>', 'how long its events are kept', Number, 90)
    .option('--silent-after <minutes>', 'alert when nothing came for so long', Number)
    .option('--unparsed-share <share>', 'alert when more than this share of its lines is not understood', Number)
    .option('--network <cidr...>', 'where its syslog comes from')
    .option('--json', 'print JSON')
    .action(async (name: string, { silentAfter, network = [], json = false, ...settings }: Settings) => {
      const wanted = checked(CreateSource, {
        name, ...settings,
        ...(silentAfter !== undefined && { silentAfterMinutes: silentAfter }),
        senders: network.map((cidr) => ({ by: 'network', cidr })),
      });
      const made = await apiClient().json(Source, 'POST', '/api/v1/sources', wanted);
      if (json) return printJson(made);
      note(`The source ${made.name} is registered; glacis sources token ${made.name} gives it a token.`);
    });

  command
    .command('token')
    .description('make a token that writes it and nothing else; printed once, alone on stdout')
    .argument('<name>', 'the source')
    .option('--days <n>', 'how long it lives; for ever when left out', Number)
    .option('--json', 'print id and token as JSON')
    .action(async (name: string, { days, json = false }: { days?: number; json?: boolean }) => {
      const made = await apiClient().json(SourceToken, 'POST', `${pathOf(name)}/tokens`, { expiresInDays: days });
      if (json) return printJson(made);
      note(`Token ${made.id}. Keep it; it is not shown again.`);
      print(made.token);
    });

  command
    .command('certificate')
    .description('make a client certificate for syslog over TLS: ca.pem, cert.pem and key.pem')
    .argument('<name>', 'the source')
    .option('--out <directory>', 'where to write them; a directory of the source\'s name when left out')
    .action(async (name: string, { out = name }: { out?: string }) => {
      const made = await apiClient().json(SourceCertificate, 'POST', `${pathOf(name)}/certificates`);
      mkdirSync(out, { recursive: true });
      write(join(out, 'ca.pem'), made.ca, 0o644);
      write(join(out, 'cert.pem'), made.certificate, 0o644);
      write(join(out, 'key.pem'), made.key, 0o600);
      note(`Good until ${made.notAfter}. The key is not kept by Glacis.`);
    });

  command
    .command('delete')
    .description('delete one and its tokens')
    .argument('<name>', 'the source')
    .option('--force', 'even though it has events; they stay until their retention ends')
    .action(async (name: string, { force = false }: { force?: boolean }) => {
      await apiClient().json(z.undefined(), 'DELETE', `${pathOf(name)}?force=${force}`);
      note(`The source ${name} is deleted.`);
    });
};

const pathOf = (name: string): string => `/api/v1/sources/${checked(SourceName, name)}`;

const rowOf = ({ name, state, ledger, lastSeen }: Source): (string | number)[] => [
  name, state, ledger.received, ledger.stored, ledger.duplicate, Object.values(ledger.rejected).reduce((sum, lines) => sum + lines, 0), ledger.waiting, lastSeen ?? 'never',
];

/** The mode holds for a file that was there before, too. */
function write(file: string, text: string, mode: number): void {
  writeFileSync(file, text, { mode });
  chmodSync(file, mode);
  print(file);
}
