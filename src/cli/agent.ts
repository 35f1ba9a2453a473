import { hostname } from 'node:os';
import type { Command } from 'commander';
import { EnrolledNode } from '../inventory/contract.ts';
import { systemClock } from '../kernel/clock.ts';
import { errors } from '../kernel/errors.ts';
import { version } from '../server/version.ts';
import type { Credential } from './agent/credential.ts';
import { note, plain } from './output.ts';

const STATE = '/var/lib/glacis-agent';
/** The longest pause between reports: the server calls a node silent that says nothing for 2 h 15 min. */
const MOST_INTERVAL_MS = 3_600_000;

type RunOptions = { state: string; once?: boolean; root?: string; interval: string };

/** `glacis agent`: tells the server of the node that it runs on. */
export const agent = (program: Command): void => {
  const command = program.command('agent').description('tell the server of this node: packages, who listens, what wants a restart, which containers run');

  command
    .command('enroll')
    .description('change a one-time token for a credential of this node')
    .requiredOption('--server <url>', 'the server; https, or http on this machine')
    .requiredOption('--token <token>', 'the one-time token, from Agents in the interface; - reads it from standard input')
    .option('--name <name>', 'what the node is called; its host name when left out')
    .option('--root <dir>', 'the root file system that tells nodes apart, by its /etc/machine-id', '/')
    .option('--state <dir>', 'where the credential is kept', STATE)
    .option('--insecure', 'send the credential over plain http to another machine, where anybody on the way can read it')
    .action(async ({ server, token, name, root, state, insecure = false }: { server: string; token: string; name?: string; root: string; state: string; insecure?: boolean }) => {
      const [{ serverAddress, serverLink }, { machineHash }, { writeCredential }, { text }] = await Promise.all([
        import('./agent/link.ts'), import('./agent/machine.ts'), import('./agent/credential.ts'), import('node:stream/consumers'),
      ]);
      const address = serverAddress(server, insecure);
      const secret = (token === '-' ? await text(process.stdin) : token).trim();
      const own = name ?? hostname().replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
      const body = { token: secret, name: own === '' ? 'node' : own, machine: machineHash(root, state), version };
      const answer = await serverLink({ server: address }).post('/api/v1/agents/enroll', Buffer.from(JSON.stringify(body)));
      const enrolled = EnrolledNode.safeParse(answer);
      if (!enrolled.success) throw errors.unavailable({ what: `${address} does not answer as Glacis does.` });
      const credential: Credential = { server: address, insecure, ...enrolled.data };
      writeCredential(state, credential);
      note(plain(`This node is enrolled as ${credential.name}; glacis agent run reports it.`));
    });

  command
    .command('run')
    .description('report this node when it changes, and at least hourly; exit code 3 where a report could not be delivered')
    .option('--once', 'report once and end')
    .option('--root <dir>', 'a root file system instead of this machine: packages only')
    .option('--interval <duration>', 'how often at the least, 1h or less', '1h')
    .option('--state <dir>', 'where the credential is kept', STATE)
    .action(async ({ state, once = false, root, interval }: RunOptions) => {
      const [{ durationOf }, { readCredential }, { serverLink }, { inventoryOf }, { changesOf }, { runAgent }] = await Promise.all([
        import('./scan/options.ts'), import('./agent/credential.ts'), import('./agent/link.ts'), import('./agent/inventory.ts'), import('./agent/changes.ts'), import('./agent/run.ts'),
      ]);
      const intervalMs = durationOf(interval, '--interval');
      if (intervalMs < 1_000 || intervalMs > MOST_INTERVAL_MS) throw errors.invalid({ what: '--interval takes 1s to 1h.' });
      const credential = readCredential(state);
      const link = serverLink(credential);
      const take = inventoryOf({ root, name: credential.name });
      if (once) return link.report(await take(undefined));
      const stop = new AbortController();
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
      await runAgent({ take, send: link.report, changes: changesOf(root), intervalMs, clock: systemClock, signal: stop.signal, random: Math.random, say: (words) => note(plain(words)) });
    });
};
