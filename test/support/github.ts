import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerTrouble, matched, requestTrouble, type Matched } from './github-description.ts';
import { fakePipelines } from './github-pipelines.ts';

export type FakeIssue = {
  number: number; title: string; body: string; state: 'open' | 'closed'; state_reason: string | null; labels: string[]; assignees: string[];
  milestone: number | null; author: string; association: string; created_at: string; updated_at: string; closed_at: string | null; comments: { body: string; created_at: string }[];
  /** Every text that it had, the newest last. */
  edits: { editedAt: string; editor: { login: string } | null; diff: string }[];
};
type FakeMilestone = { number: number; due_on: string | null; title?: string; description?: string; state?: 'open' | 'closed' };
type Refusal = { status: number; headers?: Record<string, string>; body?: object };
type Outcome = { status: number; body?: unknown };
type Body = Partial<Pick<FakeIssue, 'title' | 'body' | 'state' | 'state_reason' | 'labels' | 'assignees' | 'milestone'>>;

export type FakeGitHub = Awaited<ReturnType<typeof fakeGitHub>>;

/**
 * A GitHub of one repository that remembers what it is told. It takes only what GitHub's own OpenAPI description allows, and so
 * are its answers; `troubles` says what was not.
 */
export async function fakeGitHub({ now = () => Date.now() }: { now?: () => number } = {}) {
  const issues: FakeIssue[] = [];
  const milestones: FakeMilestone[] = [];
  const pipelines = fakePipelines();
  const troubles: string[] = [];
  const calls: { method: string; path: string; query: string; status: number }[] = [];
  const state = {
    token: 'ghp_right', login: 'glacis-bot', assignable: ['octocat'], searchKnows: true,
    /** Conversations that nobody may add to. */
    locked: new Set<number>(),
    /** Answers instead, once for each. */
    refusals: [] as Refusal[],
    /** Whether GraphQL may be asked who edited what. */
    tellsEdits: true,
    /** Called before each request is answered: what somebody does just then. */
    meanwhile: undefined as ((request: string) => void) | undefined,
  };
  const time = () => new Date(Math.floor(now() / 1_000) * 1_000).toISOString().replace('.000', '');
  const touch = (issue: FakeIssue) => { issue.updated_at = time(); };

  /** Changes an issue as a person would in the browser. */
  function byHand(number: number, change: Partial<FakeIssue>, by = 'octocat'): void {
    const issue = issues.find((one) => one.number === number);
    if (!issue) throw new Error(`no issue ${number}`);
    if (change.body !== undefined) noteEdit(issue, by, change.body);
    Object.assign(issue, change);
    if (change.state !== undefined) issue.closed_at = change.state === 'closed' ? time() : null;
    touch(issue);
  }

  const noteEdit = (issue: FakeIssue, login: string, diff: string) => { issue.edits.push({ editedAt: time(), editor: { login }, diff }); };

  function make(author: string, { title = '', body = '', labels = [], assignees = [], milestone = null }: Body): FakeIssue {
    const at = time();
    const issue: FakeIssue = { number: issues.length + 1, title, body, labels, assignees, milestone, author, association: 'NONE', state: 'open', state_reason: null, created_at: at, updated_at: at, closed_at: null, comments: [], edits: [] };
    noteEdit(issue, author, body);
    issues.push(issue);
    return issue;
  }

  const pageOf = <T>(items: readonly T[], query: URLSearchParams): T[] => {
    const [size, page] = [Number(query.get('per_page') ?? 30), Number(query.get('page') ?? 1)];
    return items.slice((page - 1) * size, page * size);
  };

  function listed(query: URLSearchParams): FakeIssue[] {
    const since = query.get('since');
    const by = query.get('sort') === 'updated' ? 'updated_at' : 'created_at';
    const wanted = query.get('state') ?? 'open';
    const sorted = issues
      .filter((one) => (query.get('labels') ?? '').split(',').every((label) => label === '' || one.labels.some((own) => own.toLowerCase() === label.toLowerCase())))
      .filter((one) => (wanted === 'all' || one.state === wanted) && (since === null || Date.parse(one.updated_at) >= Date.parse(since)))
      .sort((a, b) => Date.parse(a[by]) - Date.parse(b[by]) || a.number - b.number);
    return query.get('direction') === 'asc' ? sorted : sorted.toReversed();
  }

  const shown = (issue: FakeIssue) => issueShape(issue, milestones.find(({ number }) => number === issue.milestone));
  const known = (params: Record<string, string>) => issues.find(({ number }) => number === Number(params['issue_number']));
  const NOT_FOUND: Outcome = { status: 404, body: { message: 'Not Found' } };

  const handlers: Record<string, (request: { params: Record<string, string>; query: URLSearchParams; body: Body }) => Outcome> = {
    ...pipelines.handlers,
    'GET /user': () => ({ status: 200, body: { ...user(state.login), ...PROFILE } }),
    'GET /repos/{owner}/{repo}/issues': ({ query }) => ({ status: 200, body: pageOf(listed(query), query).map(shown) }),
    'POST /repos/{owner}/{repo}/issues': ({ body }) => ({ status: 201, body: shown(make(state.login, body)) }),
    'GET /repos/{owner}/{repo}/issues/{issue_number}': ({ params }) => {
      const issue = known(params);
      return issue ? { status: 200, body: shown(issue) } : NOT_FOUND;
    },
    'PATCH /repos/{owner}/{repo}/issues/{issue_number}': ({ params, body }) => {
      const issue = known(params);
      if (!issue) return NOT_FOUND;
      if (body.state !== undefined && body.state !== issue.state) issue.closed_at = body.state === 'closed' ? time() : null;
      if (body.body !== undefined && body.body !== issue.body) noteEdit(issue, state.login, body.body);
      Object.assign(issue, body);
      touch(issue);
      return { status: 200, body: shown(issue) };
    },
    'POST /repos/{owner}/{repo}/issues/{issue_number}/labels': ({ params, body }) => {
      const issue = known(params);
      if (!issue) return NOT_FOUND;
      issue.labels = [...new Set([...issue.labels, ...(body.labels ?? [])])];
      touch(issue);
      return { status: 200, body: issue.labels.map(label) };
    },
    'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': ({ params, query }) => {
      const issue = known(params);
      const since = Date.parse(query.get('since') ?? '1970-01-01T00:00:00Z');
      return issue ? { status: 200, body: pageOf(issue.comments.filter((one) => Date.parse(one.created_at) >= since), query).map(comment) } : NOT_FOUND;
    },
    'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': ({ params, body }) => {
      const issue = known(params);
      if (!issue) return NOT_FOUND;
      if (state.locked.has(issue.number)) return { status: 403, body: { message: 'locked' } };
      const said = { body: body.body ?? '', created_at: time() };
      issue.comments.push(said);
      touch(issue);
      return { status: 201, body: comment(said) };
    },
    'GET /search/issues': ({ query }) => {
      const words = /"([^"]*)"/.exec(query.get('q') ?? '')?.[1] ?? '';
      const found = state.searchKnows ? issues.filter(({ body }) => body.includes(words)) : [];
      return { status: 200, body: { total_count: found.length, incomplete_results: false, search_type: 'lexical', items: found.map((one) => ({ ...shown(one), score: 1, author_association: 'MEMBER' })) } };
    },
    'GET /repos/{owner}/{repo}/assignees/{assignee}': ({ params }) => (state.assignable.includes(params['assignee'] ?? '') ? { status: 204 } : NOT_FOUND),
    'GET /repos/{owner}/{repo}/milestones': ({ query }) => ({ status: 200, body: pageOf(milestones.filter(({ state: is = 'open' }) => [is, 'all'].includes(query.get('state') ?? 'open')), query).map(milestoneShape) }),
  };

  function answer(request: IncomingMessage, url: URL, text: string): Outcome & { headers?: Record<string, string> } {
    const refusal = state.refusals.shift();
    if (refusal) return { body: { message: 'refused' }, ...refusal };
    state.meanwhile?.(`${request.method} ${url.pathname}`);
    const may = pipelines.mayAsk(url.pathname, request.headers.authorization ?? '', now()) ?? request.headers.authorization === `Bearer ${state.token}`;
    if (!may) return { status: 401, body: { message: 'Bad credentials' } };
    if (request.method === 'POST' && url.pathname === '/graphql') return edits(JSON.parse(text));
    const found = matched(request.method ?? '', url.pathname);
    const handle = found && handlers[`${found.method} ${found.path}`];
    if (!found || !handle) return { status: 404, body: { message: `no ${request.method} ${url.pathname}` } };
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const against = requestTrouble(found, url.searchParams, body);
    if (against.length > 0) return failed(against);
    const outcome = handle({ params: found.params, query: url.searchParams, body: body ?? {} });
    return checked(found, outcome, request.headers['if-none-match']);
  }

  /** The one question of GraphQL that is asked, in the words of GitHub's schema (`Issue.userContentEdits`, `UserContentEdit`). */
  function edits({ query, variables }: { query: string; variables: { owner: string; name: string; number: number } }): Outcome {
    const asked = 'query($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: $name) { issue(number: $number) { userContentEdits(first: 50) { nodes { editedAt editor { login } diff } } } } }';
    if (query !== asked) return failed([`GraphQL: ${query}`]);
    if (!state.tellsEdits) return { status: 200, body: { data: null, errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible' }] } };
    const nodes = issues.find(({ number }) => number === variables.number)?.edits.toReversed() ?? [];
    return { status: 200, body: { data: { repository: { issue: { userContentEdits: { nodes } } } } } };
  }

  function failed(against: readonly string[]): Outcome {
    troubles.push(...against);
    return { status: 422, body: { message: 'Validation Failed' } };
  }

  function checked(found: Matched, outcome: Outcome, known_: string | undefined): Outcome & { headers?: Record<string, string> } {
    const against = answerTrouble(found, outcome.status, outcome.body);
    if (against.length > 0) return failed(against);
    const etag = `W/"${createHash('sha256').update(JSON.stringify(outcome.body ?? '')).digest('hex')}"`;
    if (found.method === 'GET' && known_ === etag) return { status: 304 };
    return { ...outcome, headers: { etag } };
  }

  function answered(...request: Parameters<typeof answer>): ReturnType<typeof answer> {
    try {
      return answer(...request);
    } catch (error) {
      troubles.push(String(error));
      return { status: 500 };
    }
  }

  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://github.test');
      const { status, body, headers = {} } = answered(request, url, Buffer.concat(parts).toString());
      calls.push({ method: request.method ?? '', path: url.pathname, query: url.search, status });
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }).listen(0, '127.0.0.1');
  await new Promise<void>((resolve) => { server.once('listening', resolve); });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    issues, milestones, pipelines, troubles, calls, state, byHand, make,
    stop: () => new Promise<void>((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }),
  };
}

const at = 'https://api.github.test';
const user = (login: string) => ({
  login, id: 1, node_id: 'U1', avatar_url: `${at}/a`, gravatar_id: '', url: `${at}/users/x`, html_url: `${at}/x`, followers_url: `${at}/f`, following_url: `${at}/g`, gists_url: `${at}/g`,
  starred_url: `${at}/s`, subscriptions_url: `${at}/s`, organizations_url: `${at}/o`, repos_url: `${at}/r`, events_url: `${at}/e`, received_events_url: `${at}/e`, type: 'User', site_admin: false,
});
/** What GitHub tells of a user who asks for nobody but themselves. */
const PROFILE = {
  name: null, company: null, blog: null, location: null, email: null, hireable: null, bio: null, public_repos: 0, public_gists: 0, followers: 0, following: 0,
  created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z', user_view_type: 'public',
};
const label = (name: string) => ({ id: 1, node_id: 'L1', url: `${at}/labels/1`, name, description: null, color: 'ededed', default: false });
const comment = ({ body, created_at: when }: { body: string; created_at: string }) => ({
  id: 1, node_id: 'C1', url: `${at}/c/1`, html_url: `${at}/c/1`, issue_url: `${at}/i/1`, body, user: user('somebody'), created_at: when, updated_at: when, author_association: 'MEMBER',
});
const milestoneShape = ({ number, due_on: due, title = `due ${due}`, description, state = 'open' }: FakeMilestone) => ({
  url: `${at}/m/${number}`, html_url: `${at}/m/${number}`, labels_url: `${at}/m/${number}/labels`, id: number, node_id: 'M1', number, state, title, description: description ?? null, creator: null,
  open_issues: 0, closed_issues: 0, created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z', closed_at: null, due_on: due,
});
const issueShape = (issue: FakeIssue, milestone: FakeMilestone | undefined) => ({
  id: issue.number, node_id: `I${issue.number}`, url: `${at}/issues/${issue.number}`, repository_url: `${at}/repos/acme/shop`, labels_url: `${at}/l`, comments_url: `${at}/c`, events_url: `${at}/e`,
  html_url: `https://github.test/acme/shop/issues/${issue.number}`, number: issue.number, state: issue.state, state_reason: issue.state_reason, title: issue.title, body: issue.body, user: user(issue.author),
  labels: issue.labels.map(label), assignee: issue.assignees[0] === undefined ? null : user(issue.assignees[0]), assignees: issue.assignees.map(user),
  milestone: milestone === undefined ? null : milestoneShape(milestone), locked: false, comments: issue.comments.length, closed_at: issue.closed_at, created_at: issue.created_at, updated_at: issue.updated_at,
  author_association: issue.association,
});
