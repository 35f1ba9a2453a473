import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Inventory } from '../../inventory/index.ts';
import { errors } from '../../kernel/errors.ts';
import { Page, type Api } from '../../kernel/http/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { may } from '../../kernel/principal.ts';
import { AssetPackage, AssetPackagesQuery, Scan, ScanUpload, ScansQuery } from '../contract.ts';
import { assetPackages } from './packages.ts';
import type { reception } from './reception/desk.ts';
import { oneScan, scansPage } from './scans.ts';

const params = z.object({ id: z.string().max(64) });
const headers = z.looseObject({ 'content-encoding': z.string().max(50).optional() });

/** Scans as they come in, and what they say is where. */
export function componentRoutes(app: Api, { db, receive, nodeOf }: Pick<Kernel, 'db'> & { receive: ReturnType<typeof reception>['receive']; nodeOf: Inventory['nodeOf'] }): void {
  const read = { access: 'assets.read' } as const;
  app.get('/api/v1/scans', { config: read, schema: { summary: 'Scans that came in, the last first', querystring: ScansQuery, response: { 200: Page(Scan) } } }, ({ query }) => scansPage(db, query));
  app.get('/api/v1/scans/:id', { config: read, schema: { summary: 'One scan', params, response: { 200: Scan } } }, ({ params: { id } }) => oneScan(db, id));
  app.get('/api/v1/assets/:id/packages', { config: read, schema: { summary: 'What is in an asset', params, querystring: AssetPackagesQuery, response: { 200: Page(AssetPackage) } } }, ({ params: { id }, query }) => assetPackages(db, id, query));
  app.get('/api/v1/assets/:id/scans', { config: read, schema: { summary: 'The scans of an asset, the last first', params, querystring: ScansQuery.omit({ asset: true }), response: { 200: Page(Scan) } } }, ({ params: { id }, query }) => scansPage(db, { ...query, asset: id }));

  // In a scope of its own: here a body is a stream of whatever type, and nothing reads it before the handler does.
  void app.register(async (scope: Api) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.post(
      '/api/v1/scans',
      {
        config: { access: 'scans.upload' },
        schema: {
          summary: 'Send a scan or an SBOM',
          description:
            'The body is a report of glacis scan in JSON, CycloneDX in JSON or SPDX (JSON or tags), as it is or compressed with gzip or zstd: at most 384 MiB decompressed. '
            + 'Packages count, findings do not: the server judges by its own advisories. What would close nearly all that is open there is refused (would_close) unless it is confirmed. Answered when the scan is kept (202), or with wait=true when it is stored.',
          querystring: ScanUpload, headers, response: { 200: Scan, 202: Scan },
        },
      },
      async ({ query: { wait, kind, name, digest, confirm }, headers: { 'content-encoding': encoding }, raw, principal }, reply) => {
        const scan = await whole(raw, reply, async () => {
          if (confirm && !may(principal, 'assets.write')) throw errors.forbidden({ permission: 'assets.write' });
          return receive({ body: raw, encoding, kind: 'scan', told: { kind, name, digest, confirmed: confirm } }, wait);
        });
        return reply.code(wait ? 200 : 202).send(scan);
      },
    );
    scope.post(
      '/api/v1/agents/report',
      { config: { access: 'agents.report' }, schema: { summary: 'What an agent tells of its node', description: 'The body is an AgentReport in JSON, as it is or compressed. The node is the one of the credential, whatever the body says.', headers, response: { 202: Scan } } },
      async ({ headers: { 'content-encoding': encoding }, raw, principal }, reply) => {
        const node = nodeOf(principal);
        if (node === undefined) throw errors.forbidden({ permission: 'agents.report' });
        const scan = await whole(raw, reply, () => receive({ body: raw, encoding, kind: 'agent', told: {}, node }, false));
        return reply.code(202).send(scan);
      },
    );
  });
}

type Headers = { header(name: string, value: string): unknown };

async function whole<T>(raw: IncomingMessage, reply: Headers, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // What is left of the body would be read as the next request.
    if (!raw.complete) reply.header('connection', 'close');
    throw error;
  }
}
