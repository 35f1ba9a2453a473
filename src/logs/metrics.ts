import type { Ingest } from './ingest/index.ts';
import type { Syslog } from './receive/syslog/index.ts';

/** Figures for Prometheus; the server reads them when it is asked. */
export type LogsMetric = {
  name: string;
  help: string;
  labels?: readonly string[];
  /** Names sources, which not everybody may know of. */
  confidential?: boolean;
  read: () => Reading[] | Promise<Reading[]>;
};
type Reading = { labels?: Record<string, string>; value: number };

export function logsMetrics({ ingest, syslog }: { ingest: Pick<Ingest, 'ledger' | 'waiting'>; syslog: Pick<Syslog, 'listening'> }): LogsMetric[] {
  const listeners = (pick: (listener: ReturnType<Syslog['listening']>[number]) => number) => () =>
    syslog.listening().map((listener) => ({ labels: { transport: listener.transport }, value: pick(listener) }));
  return [
    { name: 'ingest_waiting_lines', help: 'Accepted lines of this server that are not yet in the event store', read: () => [{ value: ingest.waiting().lines }] },
    { name: 'ingest_spool_bytes', help: 'Size of the spool of this server', read: () => [{ value: ingest.waiting().bytes }] },
    { name: 'syslog_connections', labels: ['transport'], help: 'Open connections for syslog', read: listeners(({ connections }) => connections) },
    { name: 'syslog_refused_connections', labels: ['transport'], help: 'Connections for syslog that were turned away since the start', read: listeners(({ refused }) => refused) },
    {
      name: 'source_lines',
      labels: ['source', 'fate'],
      confidential: true,
      help: 'Lines of a source by what became of them: received = stored + duplicate + rejected',
      async read() {
        return [...(await ingest.ledger.all())].flatMap(([source, { ledger }]) => {
          const rejected = Object.values(ledger.rejected).reduce((sum, lines) => sum + lines, 0);
          const fates = { received: ledger.received, stored: ledger.stored, duplicate: ledger.duplicate, rejected, unparsed: ledger.unparsed, waiting: ledger.waiting };
          return Object.entries(fates).map(([fate, value]) => ({ labels: { source, fate }, value }));
        });
      },
    },
  ];
}
