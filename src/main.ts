import { enableCompileCache, registerHooks } from 'node:module';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { fail } from './cli/output.ts';
import { drizzleResolution } from './kernel/database/drizzle-resolution.ts';
import { version } from './server/version.ts';

type Register = (program: Command) => void | Promise<void>;

/** One line a command: its name, and what registers it, loaded only when it is asked for: a scan should not wait for what it does not use. */
const commands: Readonly<Record<string, () => Promise<readonly Register[]>>> = {
  serve: async () => [(await import('./cli/serve.ts')).serve],
  logs: async () => [(await import('./cli/logs-search.ts')).logsSearch, (await import('./cli/logs-tail.ts')).logsTail, (await import('./cli/logs-import.ts')).logsImport],
  scan: async () => [(await import('./cli/scan.ts')).scan],
  agent: async () => [(await import('./cli/agent.ts')).agent],
  advisories: async () => [(await import('./cli/advisories.ts')).advisories],
  sources: async () => [(await import('./cli/sources.ts')).sources],
  alerts: async () => [(await import('./cli/alerts.ts')).alerts],
  'sign-ins': async () => [(await import('./cli/signins.ts')).signIns],
  identities: async () => [(await import('./cli/signins.ts')).identities],
  issues: async () => [(await import('./cli/issues.ts')).issues],
  assets: async () => [(await import('./cli/assets.ts')).assets],
  coverage: async () => [(await import('./cli/coverage.ts')).coverage],
  registries: async () => [(await import('./cli/registries.ts')).registries],
  clusters: async () => [(await import('./cli/clusters.ts')).clusters],
  policy: async () => [(await import('./cli/policy.ts')).policy],
  people: async () => [(await import('./cli/people.ts')).people],
  tokens: async () => [(await import('./cli/tokens.ts')).tokens],
  audit: async () => [(await import('./cli/audit.ts')).audit],
  vex: async () => [(await import('./cli/vex.ts')).vex],
  program: async () => [(await import('./cli/program.ts')).program],
  gate: async () => [(await import('./cli/gate.ts')).gate],
  doctor: async () => [(await import('./cli/doctor.ts')).doctor],
  backup: async () => [(await import('./cli/backup.ts')).backup],
  restore: async () => [(await import('./cli/restore.ts')).restore],
};

// Beside the code, not in a directory that others may write to: what is compiled once need not be again, and a command starts in half the time.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/glacis'));
registerHooks({ resolve: drizzleResolution() });

const program = new Command('glacis')
  .description('Self-hosted security operations: every log in one place and one format, the attack surface in view, and launch gates that open on evidence.')
  .version(version)
  .showHelpAfterError('(--help tells more)')
  .exitOverride();

// `glacis … | head` closes the pipe: nobody wants the rest, and that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  const named = commands[process.argv[2] ?? ''];
  for (const load of named ? [named] : Object.values(commands)) for (const register of await load()) await register(program);
  await program.parseAsync();
} catch (error) {
  // commander has said its piece already; its own exit code for wrong usage is 1, ours is 2.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else process.exitCode = fail(error);
}
