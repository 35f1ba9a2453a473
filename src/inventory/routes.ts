import { z } from 'zod';
import type { Config } from '../kernel/config.ts';
import { Page, pageQuery, type Api } from '../kernel/http/index.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { AgentDesk } from './agents/desk.ts';
import type { EnrolmentDesk } from './agents/enrolment.ts';
import { changeAsset, changeAssets } from './assets/change.ts';
import { assetDetail } from './assets/detail.ts';
import { listAssets } from './assets/list.ts';
import { Agent, Asset, AssetDetail, AssetsQuery, ChangeAsset, ChangeAssets, ChangedAssets, Coverage, CreateEnrolment, EnrolNode, EnrolledNode, Enrolment, OwnerRules } from './contract.ts';
import { coverage } from './coverage.ts';
import type { Freshness } from './freshness.ts';
import type { OwnerDesk } from './owners/desk.ts';

const params = z.object({ id: z.string().max(64) });
const read = { access: 'assets.read' } as const;
const write = { access: 'assets.write' } as const;

type Needs = Pick<Kernel, 'db' | 'clock' | 'audit' | 'outbox'>;

/** Assets: listed, looked at, named; what is looked at and what not; who owns what. */
export function assetRoutes(app: Api, kernel: Needs, { owners, freshness }: { owners: OwnerDesk; freshness: () => Promise<Freshness> }): void {
  const detail = async (id: string) => assetDetail(kernel.db, id, { hours: await freshness(), now: kernel.clock.now() });

  app.get('/api/v1/assets', { config: read, schema: { summary: 'Images, nodes and repositories', querystring: AssetsQuery, response: { 200: Page(Asset) } } }, async ({ query }) =>
    listAssets(kernel, query, await freshness()));
  app.get('/api/v1/assets/:id', { config: read, schema: { summary: 'One asset with all that the inventory knows', params, response: { 200: AssetDetail } } }, ({ params: { id } }) => detail(id));
  app.patch(
    '/api/v1/assets/:id',
    { config: write, schema: { summary: 'Say who owns an asset, whether strangers reach it, that it is gone', params, body: ChangeAsset, response: { 200: AssetDetail } } },
    async ({ params: { id }, body, principal }) => {
      await changeAsset(kernel, id, body, principal);
      return detail(id);
    },
  );
  app.patch('/api/v1/assets', { config: write, schema: { summary: 'Say the same of many assets: of all of them, or where one is not there of none', body: ChangeAssets, response: { 200: ChangedAssets } } }, async ({ body, principal }) => ({
    changed: await changeAssets(kernel, body, principal),
  }));
  app.get('/api/v1/coverage', { config: read, schema: { summary: 'What has been looked at, and what not', response: { 200: Coverage } } }, async () => coverage(kernel, await freshness()));
  app.get('/api/v1/owner-rules', { config: read, schema: { summary: 'Who owns what', response: { 200: OwnerRules } } }, () => owners.read());
  app.put('/api/v1/owner-rules', { config: write, schema: { summary: 'Say who owns what', body: OwnerRules, response: { 200: OwnerRules } } }, ({ body, principal }) => owners.save(body.rules, principal));
}

/** Agents: how they enrol, and which there are. */
export function agentRoutes(app: Api, { config: { publicUrl } }: { config: Pick<Config, 'publicUrl'> }, { agents, enrolments }: { agents: AgentDesk; enrolments: EnrolmentDesk }): void {
  const manage = { access: 'agents.write' } as const;

  app.get('/api/v1/agents', { config: read, schema: { summary: 'Agents, those that enrolled last first', querystring: pageQuery(), response: { 200: Page(Agent) } } }, ({ query }) => agents.list(query));
  app.post(
    '/api/v1/agents/enrolments',
    { config: manage, schema: { summary: 'Make a one-time token with which a node enrols', body: CreateEnrolment, response: { 201: Enrolment } } },
    async (request, reply) => {
      const made = await enrolments.create(request.body, request.principal);
      const server = publicUrl?.replace(/\/$/, '') ?? `${request.protocol}://${request.host}`;
      return reply.code(201).send({ ...made, command: `glacis agent enroll --server ${server} --token ${made.token}` });
    },
  );
  app.post(
    '/api/v1/agents/enroll',
    { config: { access: 'public' }, schema: { summary: 'Change a one-time token for the credential of a node', body: EnrolNode, response: { 201: EnrolledNode } } },
    async ({ body, ip }, reply) => reply.code(201).send(await enrolments.enroll(body, ip)),
  );
  app.delete('/api/v1/agents/:id', { config: manage, schema: { summary: 'Remove an agent: its credential ends', params, response: { 204: z.undefined() } } }, async ({ params: { id }, principal }, reply) => {
    await agents.remove(id, principal);
    return reply.code(204).send();
  });
}
