import { join } from 'node:path';
import type { Identity } from '../identity/index.ts';
import type { Api } from '../kernel/http/index.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { OWN_SOURCE } from './contract.ts';
import { createIngest, type Ingest } from './ingest/index.ts';
import { logsMetrics, type LogsMetric } from './metrics.ts';
import { createNormalizer } from './normalize/index.ts';
import { httpIngest } from './receive/http/ingest.ts';
import { ownLog } from './receive/own-log.ts';
import { receiveRoutes } from './receive/routes.ts';
import { syslogServer } from './receive/syslog/index.ts';
import { openAuthority, type Authority } from './receive/tls/authority.ts';
import { serverNames } from './receive/tls/names.ts';
import { sourceDesk, type SourceDesk } from './sources/desk.ts';
import { sourceRegistry } from './sources/registry.ts';
import { savedSearchDesk } from './saved/desk.ts';
import { savedSearchRoutes } from './saved/routes.ts';
import { createSearch } from './search/index.ts';
import { searchRoutes } from './search/routes.ts';
import { retentionCheck } from './sources/retention.ts';
import { sourceRoutes } from './sources/routes.ts';
import { sourceWatch } from './sources/watch.ts';

export { sourceRecovered, sourceTrouble, type SourceTrouble } from './sources/topics.ts';
export type { RecentSignIns, SignInRow } from './ingest/index.ts';
export { signInsOfLines } from './rehearsal.ts';
export { eventTables } from './store/schema.ts';

type Needs = Pick<Kernel, 'audit' | 'clock' | 'config' | 'database' | 'db' | 'events' | 'jobs' | 'log' | 'outbox' | 'random' | 'serverId'>;

export type Logs = {
  /** Where lines go in, for whoever receives them by other ways. */
  intake: Pick<Ingest, 'accept' | 'reject'>;
  /** The committed batches, in order: what everything that follows the events follows. */
  journal: Ingest['journal'];
  /** The sign-ins of batches that were just stored here, for the one that follows the journal. */
  recentSignIns: Ingest['recentSignIns'];
  ledger: Ingest['ledger'];
  /** All servers' spools, for doctor. */
  spools: Ingest['spools'];
  sources: SourceDesk;
  metrics: readonly LogsMetric[];
  routes(app: Api): void;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** Lines in, from syslog, HTTP and Glacis itself; events out, searched and followed. */
export function createLogs(kernel: Needs, { identity }: { identity: Pick<Identity, 'tokens'> }): Logs {
  const { config, clock, random, jobs } = kernel;
  const receives = config.roles.includes('ingest');
  const ingest = createIngest(kernel);
  const reception = { accept: ingest.accept, reject: ingest.reject };
  const formats = new Set(createNormalizer().formats.flatMap(({ id, own }) => (own ? [] : [id])));

  let opened: Authority | undefined;
  const authority = () => (opened ??= openAuthority({ directory: join(config.data, 'tls'), clock, random }));
  const registry = sourceRegistry(kernel);
  const sources = sourceDesk(kernel, { registry, identity, ledger: ingest.ledger, formats, authority });
  const ownSource = () => registry.find(OWN_SOURCE) ?? { name: OWN_SOURCE, format: 'glacis-audit', timeZone: 'UTC', retentionDays: 365 };

  const syslog = syslogServer(kernel, {
    host: config.host,
    ports: { plain: config.syslogPort, tls: config.syslogTlsPort },
    reception,
    sourceOf: registry.sourceOf,
    credentials: () => authority().server(serverNames(config)),
  });
  const search = createSearch(kernel, { journal: ingest.journal });
  const saved = savedSearchDesk(kernel);
  const own = ownLog(kernel, { reception, source: ownSource });

  jobs.every('logs-watch-sources', '* * * * *', sourceWatch(kernel, { registry, ledger: ingest.ledger }));
  const checkRetention = retentionCheck(kernel);
  jobs.every('logs-retention', '47 * * * *', async (signal) => void (await checkRetention(signal)));

  return {
    intake: reception,
    journal: ingest.journal,
    recentSignIns: ingest.recentSignIns,
    ledger: ingest.ledger,
    spools: ingest.spools,
    sources,
    metrics: logsMetrics({ ingest, syslog }),
    routes(app) {
      sourceRoutes(app, { desk: sources, config });
      searchRoutes(app, { search });
      savedSearchRoutes(app, { desk: saved });
      if (receives) receiveRoutes(app, { ingest: httpIngest({ clock, reception, writable: sources.writable, formats }) });
    },
    async start() {
      await registry.start();
      if (!receives) return;
      ingest.start();
      own.start();
      await syslog.start();
    },
    async stop() {
      await search.stop();
      await syslog.stop();
      await own.stop();
      await ingest.stop();
      await registry.stop();
    },
  };
}
