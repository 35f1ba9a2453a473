import { Command, CommanderError } from 'commander';
import { alerts } from './cli/alerts.ts';
import { audit } from './cli/audit.ts';
import { backup } from './cli/backup.ts';
import { doctor } from './cli/doctor.ts';
import { logsImport } from './cli/logs-import.ts';
import { logsSearch } from './cli/logs-search.ts';
import { logsTail } from './cli/logs-tail.ts';
import { fail } from './cli/output.ts';
import { people } from './cli/people.ts';
import { restore } from './cli/restore.ts';
import { serve } from './cli/serve.ts';
import { identities, signIns } from './cli/signins.ts';
import { sources } from './cli/sources.ts';
import { tokens } from './cli/tokens.ts';
import { version } from './server/version.ts';

const program = new Command('glacis')
  .description('Self-hosted security operations: every log in one place and one format, the attack surface in view, and launch gates that open on evidence.')
  .version(version)
  .showHelpAfterError('(--help tells more)')
  .exitOverride();

const commands = [serve, logsSearch, logsTail, logsImport, sources, alerts, signIns, identities, people, tokens, audit, doctor, backup, restore];
for (const command of commands) command(program);

try {
  await program.parseAsync();
} catch (error) {
  // commander has said its piece already; its own exit code for wrong usage is 1, ours is 2.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else process.exitCode = fail(error);
}
