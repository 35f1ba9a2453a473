import { z } from 'zod';
import { Page, type Api } from '../../../kernel/http/index.ts';
import { Cluster, SaveCluster } from '../../contract.ts';
import type { ClusterDesk } from './desk.ts';
import type { ClusterLister } from './lister.ts';

const params = z.object({ id: z.string().max(64) });

/** Kubernetes clusters whose pods are listed. */
export function clusterRoutes(app: Api, { desk, lister }: { desk: ClusterDesk; lister: Pick<ClusterLister, 'soon'> }): void {
  const write = { access: 'registries.write' } as const;
  app.get('/api/v1/clusters', { config: { access: 'registries.read' }, schema: { summary: 'Kubernetes clusters whose pods are listed', response: { 200: Page(Cluster) } } }, async () => ({ items: await desk.list(), next: null }));
  app.post('/api/v1/clusters', { config: write, schema: { summary: 'List the pods of a cluster from now on', body: SaveCluster, response: { 201: Cluster } } }, async ({ body, principal }, reply) => {
    const made = await desk.create(body, principal);
    await lister.soon(made.id);
    return reply.code(201).send(made);
  });
  app.delete('/api/v1/clusters/:id', { config: write, schema: { summary: 'List its pods no longer', params, response: { 204: z.undefined() } } }, async ({ params: { id }, principal }, reply) => {
    await desk.remove(id, principal);
    return reply.code(204).send();
  });
}
