import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import { z } from 'zod';
import { existsSync } from 'node:fs';
import { advisoryFile, openAdvisories } from '../scanning/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { EngineStatus } from '../engines/index.ts';
import type { Api } from '../kernel/http/index.ts';
import { may } from '../kernel/principal.ts';

/** One measured value with its labels, read when Prometheus asks. */
export type Reading = { labels?: Record<string, string>; value: number };
export type Metric = {
  name: string;
  help: string;
  labels?: readonly string[];
  /** Names something that not everybody may know of (a source): shown to callers with `sources.read` only. */
  confidential?: boolean;
  read: () => Reading[] | Promise<Reading[]>;
};

export type Readiness = () => Promise<{ name: string; ready: boolean; reason?: string }[]>;

const Health = z.object({ status: z.literal('ok') });
const Ready = z.object({
  status: z.enum(['ready', 'not ready']),
  parts: z.array(z.object({ name: z.string(), ready: z.boolean(), reason: z.string().optional() })),
});

/** What operators' programs ask: is it alive, may it get traffic, and its figures. No secrets, so no sign-in. */
export function operationRoutes(app: Api, { metrics, readiness }: { metrics: readonly Metric[]; readiness: Readiness }): void {
  const open = new Registry();
  const confidential = new Registry();
  collectDefaultMetrics({ register: open, prefix: 'glacis_' });
  for (const metric of metrics) (metric.confidential ? confidential : open).registerMetric(gauge(metric));

  app.get('/healthz', { config: { access: 'public' }, schema: { response: { 200: Health } } }, () => ({ status: 'ok' as const }));
  app.get('/readyz', { config: { access: 'public' }, schema: { response: { 200: Ready, 503: Ready } } }, async (_request, reply) => {
    const parts = await readiness();
    const ready = parts.every((part) => part.ready);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', parts });
  });
  app.get('/metrics', { config: { access: 'public' } }, async (request, reply) => {
    const whole = request.caller !== null && may(request.caller, 'sources.read');
    const text = whole ? `${await open.metrics()}\n${await confidential.metrics()}` : await open.metrics();
    return reply.type(open.contentType).send(text);
  });
}

const gauge = ({ name, help, labels = [], read }: Metric): Gauge =>
  new Gauge({
    name: `glacis_${name}`,
    help,
    labelNames: labels,
    registers: [],
    async collect() {
      this.reset();
      for (const { labels: given = {}, value } of await read()) this.set(given, value);
    },
  });

export const engineMetrics = (status: () => readonly EngineStatus[]): Metric[] => [
  {
    name: 'engine_up',
    labels: ['engine'],
    help: '1 when the embedded engine runs',
    read: () => status().map((engine) => ({ labels: { engine: engine.engine }, value: engine.state.is === 'running' ? 1 : 0 })),
  },
  {
    name: 'engine_restarts',
    labels: ['engine'],
    help: 'How often the embedded engine died and was started again',
    read: () => status().map((engine) => ({ labels: { engine: engine.engine }, value: engine.restarts })),
  },
];

/** How old the advisories are that scans here are matched with; nothing where there are none. */
export const advisoryMetrics = ({ directory, clock }: { directory: string; clock: Clock }): Metric[] => [
  {
    name: 'advisories_age_seconds',
    help: 'How long ago the advisories were taken from their source',
    read() {
      const file = advisoryFile(directory);
      if (!existsSync(file)) return [];
      const book = openAdvisories(file);
      book.close();
      return [{ value: Math.max(0, clock.now() - Date.parse(book.stamp.updated)) / 1_000 }];
    },
  },
];
