import { z } from 'zod';
import { errors } from '../../kernel/errors.ts';
import type { Api } from '../../kernel/http/index.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { VexImported } from '../contract.ts';
import type { IssueDesk } from '../issues/desk/desk.ts';
import { decided } from './decided.ts';
import { cycloneDxOf, openVexOf } from './documents.ts';
import { vexImport } from './import.ts';
import { markdownOf, notesOf } from './release-notes.ts';

const BODY_BYTES = 8 * 1024 * 1024;
const Narrowed = z.object({ image: z.string().max(1_000).optional().describe('Repository of an image: registry.example/shop/web'), owner: z.string().max(100).optional() });

/** What was decided, as others read it, and what others decided: VEX in and out, pages for release notes. */
export function exchangeRoom(kernel: Pick<Kernel, 'db' | 'clock' | 'audit' | 'random'>, { desk }: { desk: IssueDesk }) {
  const take = vexImport({ ...kernel, desk });
  const stamp = () => ({ id: uuidv7(kernel.clock.now(), kernel.random), at: new Date(kernel.clock.now()).toISOString() });

  return {
    routes(app: Api): void {
      app.get('/api/v1/vex', { config: { access: 'issues.read' }, schema: { summary: 'Decisions as VEX: OpenVEX, or of one image CycloneDX', querystring: Narrowed.extend({ format: z.enum(['openvex', 'cyclonedx']).default('openvex') }) } }, async ({ query: { format, ...wanted } }, reply) => {
        if (format === 'cyclonedx' && wanted.image === undefined) throw errors.invalid({ what: 'A CycloneDX VEX is about one product: name it by image=.' });
        const all = await decided(kernel, wanted);
        return reply.type('application/json').send(format === 'cyclonedx' ? cycloneDxOf(all, wanted.image ?? '', stamp()) : openVexOf(all, stamp()));
      });
      app.register((scope, _options, done) => {
        // The text itself: the scanner's readers tell the formats apart.
        scope.removeContentTypeParser('application/json');
        scope.addContentTypeParser(/^application\/(?:[\w.-]+\+)?json/, { parseAs: 'string', bodyLimit: BODY_BYTES }, (_request, body, parsed) => parsed(null, String(body)));
        scope.post<{ Body: string }>('/api/v1/vex', { config: { access: 'issues.write' }, bodyLimit: BODY_BYTES, schema: { summary: 'Take a VEX document: OpenVEX, CycloneDX or CSAF', response: { 200: VexImported } } }, ({ body, principal }) => take(body, principal));
        done();
      });
      for (const [kind, kinds, summary] of [['accepted', ['accept'], 'Accepted vulnerabilities, for release notes'], ['false-positives', ['not-affected'], 'Known false positives, for release notes']] as const) {
        app.get(`/api/v1/release-notes/${kind}`, { config: { access: 'issues.read' }, schema: { summary, querystring: Narrowed } }, async ({ query, headers }, reply) => {
          const notes = notesOf(kind, await decided(kernel, { ...query, kinds }), query.image ?? query.owner ?? 'Everything', stamp().at);
          return headers.accept?.includes('text/markdown') === true
            ? reply.type('text/markdown; charset=utf-8').send(markdownOf(kind, notes))
            : reply.type('application/json').send(notes);
        });
      }
    },
  };
}
