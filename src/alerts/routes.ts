import { z } from 'zod';
import { Page, type Api } from '../kernel/http/index.ts';
import { Attention } from '../vulnerabilities/contract.ts';
import type { Look } from './attention.ts';
import { Alert, AlertDetail, AlertsQuery, AlertsSummary, ChangeAlert } from './contract.ts';
import type { AlertDesk, Step } from './desk.ts';

const params = z.object({ id: z.string().max(200) });

/** Alerts: listed, counted, looked at, handled. */
export function alertRoutes(app: Api, desk: AlertDesk): void {
  const read = { access: 'alerts.read' } as const;
  const write = { access: 'alerts.write' } as const;

  app.get('/api/v1/alerts', { config: read, schema: { summary: 'Alerts, the newest first', querystring: AlertsQuery, response: { 200: Page(Alert) } } }, ({ query, principal }) => desk.page(query, principal));
  app.get('/api/v1/alerts/summary', { config: read, schema: { summary: 'How many want somebody', response: { 200: AlertsSummary } } }, ({ principal }) => desk.summary(principal));
  app.get('/api/v1/alerts/:id', { config: read, schema: { summary: 'One alert with its history', params, response: { 200: AlertDetail } } }, ({ params: { id }, principal }) => desk.get(id, principal));

  const steps: readonly (readonly [Step, string])[] = [
    ['acknowledge', 'Say that somebody looks after it'],
    ['resolve', 'Say that it is dealt with'],
    ['reopen', 'Say that it is not dealt with after all'],
  ];
  for (const [step, summary] of steps) {
    app.post(`/api/v1/alerts/:id/${step}`, { config: write, schema: { summary, params, body: ChangeAlert, response: { 200: AlertDetail } } }, ({ params: { id }, body, principal }) =>
      desk.step(id, step, body.note, principal));
  }
}

/** What needs somebody first. */
export function attentionRoutes(app: Api, look: Look): void {
  app.get('/api/v1/attention', { config: { access: 'alerts.read' }, schema: { summary: 'Hosts that need somebody first, with every reason', response: { 200: Attention } } }, ({ principal }) => look(principal));
}
