import { z } from 'zod';
import { errors } from '../../kernel/errors.ts';
import type { Api } from '../../kernel/http/index.ts';
import type { GateAnswer } from '../contract.ts';
import type { TrackingFile } from '../file/tracking.ts';
import { ImportGitHub, ImportedProgram, ReportStatus, SaveTrackingSettings, StatusReport, Tracking, TrackingSettings } from './contract.ts';
import type { TrackingSettingsDesk } from './settings.ts';
import type { Statuses } from './statuses.ts';
import type { TrackingSync } from './sync.ts';

type Desks = {
  settings: TrackingSettingsDesk;
  sync: TrackingSync;
  statuses: Statuses;
  tracking: () => Promise<TrackingFile | undefined>;
  gates: () => Promise<readonly GateAnswer[]>;
  shown: () => Promise<Tracking>;
  importMilestones: (repository: string) => Promise<z.infer<typeof ImportedProgram>>;
};

/** What GitHub shows of the program, and how it is reached. */
export function trackingRoutes(app: Api, { settings, sync, statuses, tracking, gates, shown, importMilestones }: Desks): void {
  const config = { access: 'settings.write' } as const;
  app.get('/api/v1/settings/tracking', { config: { access: 'settings.read' }, schema: { summary: 'How GitHub is reached for the program', response: { 200: TrackingSettings.nullable() } } }, () => settings.read());
  app.put('/api/v1/settings/tracking', { config, schema: { summary: 'Set how GitHub is reached for the program', body: SaveTrackingSettings, response: { 200: TrackingSettings } } }, ({ body, principal }) => settings.save(body, principal));
  app.delete('/api/v1/settings/tracking', { config, schema: { summary: 'Tell GitHub nothing of the program any longer', response: { 204: z.undefined() } } }, async ({ principal }, reply) => {
    await settings.remove(principal);
    return reply.code(204).send();
  });

  app.get('/api/v1/program/tracking', { config: { access: 'program.read' }, schema: { summary: 'The tracking issue, commit statuses and deployments', response: { 200: Tracking } } }, () => shown());
  app.post('/api/v1/program/tracking', { config: { access: 'program.write' }, schema: { summary: 'Have another tracking issue made where the one before is gone', response: { 202: Tracking } } }, async ({ principal }, reply) => {
    await sync.again(principal);
    return reply.code(202).send(await shown());
  });
  app.post('/api/v1/program/import/github', { config: { access: 'program.write' }, schema: { summary: 'Make a program of the milestones of a repository; nothing is saved', body: ImportGitHub, response: { 200: ImportedProgram } } }, ({ body }) => importMilestones(body.repository));

  app.post('/api/v1/gates/:id/status', { config: { access: 'evidence.write' }, schema: { summary: 'Show a gate at a commit, and keep that in step', params: z.object({ id: z.string().max(100) }), body: ReportStatus, response: { 202: StatusReport } } }, async ({ params: { id }, body, principal }, reply) => {
    if (!(await gates()).some((gate) => gate.id === id)) throw errors.notFound({ what: 'gate' });
    return reply.code(202).send(await statuses.report({ gate: id, ...body }, await tracking(), principal));
  });
}
