import { parse } from 'yaml';
import { z } from 'zod';
import { errors, reasonOf } from '../../kernel/errors.ts';
import { Page, type Api } from '../../kernel/http/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import {
  Action, BulkAction, BulkAnswer, Issue, IssueDetail, IssueGroups, IssueGroupsQuery, IssuesQuery, IssuesSummary, Place, PlacesQuery, Policy, PolicyAnswer, PolicyVersion, PolicyVersionsQuery, Trends, TrendsQuery, VulnerabilityPage,
} from '../contract.ts';
import type { IssueDesk } from './desk/desk.ts';
import { issueDetail } from './lists/detail.ts';
import { issueGroups } from './lists/groups.ts';
import { issuesPage } from './lists/page.ts';
import { placesPage } from './lists/places.ts';
import { issuesSummary } from './lists/summary.ts';
import type { policyDesk } from './policies.ts';
import { trends } from './trends.ts';

const params = z.object({ id: z.string().max(64) });
const vulnerability = z.object({ id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/) });

const POLICY_BYTES = 256 * 1024;

type Rooms = { desk: IssueDesk; policy: ReturnType<typeof policyDesk>; vulnerability: (id: string) => Promise<VulnerabilityPage> };

/** Issues: listed, counted, looked at, decided; the policy that says what has to be; how it went. */
export function issueRoutes(app: Api, parts: Pick<Kernel, 'db' | 'clock'>, { desk, policy, vulnerability: pageOf }: Rooms): void {
  const read = { access: 'issues.read' } as const;
  const write = { access: 'issues.write' } as const;

  app.get('/api/v1/issues', { config: read, schema: { summary: 'Issues: one vulnerability of one package each, wherever it is; without states those that are not resolved', querystring: IssuesQuery, response: { 200: Page(Issue) } } }, ({ query }) => issuesPage(parts, query));
  app.get('/api/v1/issues/groups', { config: read, schema: { summary: 'How issues fall into groups, the largest first', querystring: IssueGroupsQuery, response: { 200: IssueGroups } } }, ({ query }) => issueGroups(parts, query));
  app.get('/api/v1/issues/summary', { config: read, schema: { summary: 'How many issues there are, of which kind', response: { 200: IssuesSummary } } }, () => issuesSummary(parts));
  app.get('/api/v1/issues/:id', { config: read, schema: { summary: 'One issue with its decisions and history', params, response: { 200: IssueDetail } } }, ({ params: { id } }) => issueDetail(parts.db, id, parts.clock.now()));
  app.post('/api/v1/issues/:id/actions', { config: write, schema: { summary: 'Decide about an issue: triage, assign, plan, move, accept, set aside, approve, refuse, reopen, note', params, body: Action, response: { 200: IssueDetail } } }, ({ params: { id }, body, principal }) => desk.act(id, body, principal));
  app.post('/api/v1/issues/actions', { config: write, schema: { summary: 'Decide the same about many issues, by id or filter', body: BulkAction, response: { 200: BulkAnswer } } }, ({ body, principal }) => desk.actOnMany(body, principal));
  app.get('/api/v1/findings', { config: read, schema: { summary: 'Places: each package of each asset in which an issue occurs', querystring: PlacesQuery, response: { 200: Page(Place) } } }, ({ query }) => placesPage(parts, query));
  app.get('/api/v1/vulnerabilities/:id', { config: read, schema: { summary: 'What is known of a vulnerability, and where it is here', params: vulnerability, response: { 200: VulnerabilityPage } } }, ({ params: { id } }) => pageOf(id));
  app.get('/api/v1/policy', { config: read, schema: { summary: 'What must be resolved or planned, how fast, and who approves what', response: { 200: PolicyAnswer } } }, () => policy.read());
  app.get('/api/v1/policy/versions', { config: read, schema: { summary: 'Every policy that held: by whom, since when, and what it changed', querystring: PolicyVersionsQuery, response: { 200: Page(PolicyVersion) } } }, ({ query }) => policy.versions(query));
  app.register((scope: Api, _options, done) => {
    scope.addContentTypeParser(/^(?:application|text)\/(?:x-)?yaml/, { parseAs: 'string', bodyLimit: POLICY_BYTES }, (_request, body, parsed) => {
      try {
        // No aliases: a few lines of them are a document without end.
        parsed(null, parse(String(body), { maxAliasCount: 0 }));
      } catch (error) {
        parsed(errors.invalid({ what: `The policy is no YAML: ${reasonOf(error)}` }));
      }
    });
    scope.put('/api/v1/policy', { config: { access: 'policy.write' }, schema: { summary: 'Write the policy, in JSON or YAML, as a new version; all issues follow it within minutes', body: Policy, response: { 200: PolicyAnswer } } }, ({ body, principal }) => policy.write(body, principal));
    done();
  });
  app.get('/api/v1/trends', { config: read, schema: { summary: 'Issues by day, and how long planning and fixing take', querystring: TrendsQuery, response: { 200: Trends } } }, ({ query }) => trends(parts, query));
}
