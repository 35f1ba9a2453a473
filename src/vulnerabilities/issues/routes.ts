import { z } from 'zod';
import { Page, type Api } from '../../kernel/http/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { Issue, IssueDetail, IssuesQuery } from '../contract.ts';
import { issueDetail } from './lists/detail.ts';
import { issuesPage } from './lists/page.ts';

const params = z.object({ id: z.string().max(64) });

/** Issues: listed, counted, looked at. */
export function issueRoutes(app: Api, parts: Pick<Kernel, 'db' | 'clock'>): void {
  const read = { access: 'issues.read' } as const;

  app.get('/api/v1/issues', { config: read, schema: { summary: 'Issues: one vulnerability of one package each, wherever it is', querystring: IssuesQuery, response: { 200: Page(Issue) } } }, ({ query }) => issuesPage(parts, query));
  app.get('/api/v1/issues/:id', { config: read, schema: { summary: 'One issue with its decisions and history', params, response: { 200: IssueDetail } } }, ({ params: { id } }) => issueDetail(parts.db, id, parts.clock.now()));
}
