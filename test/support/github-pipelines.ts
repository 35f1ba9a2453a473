import { createVerify, type KeyObject } from 'node:crypto';

type Outcome = { status: number; body?: unknown };
type Request = { params: Record<string, string>; query: URLSearchParams; body: unknown };
export type FakeStatus = { repository: string; sha: string; state: string; context: string; description: string; target_url: string | null };
export type FakeReview = { repository: string; run: number; environment_name: string; state: string; comment: string; by: string };

const NOT_FOUND: Outcome = { status: 404, body: { message: 'Not Found' } };
const at = 'https://api.github.test';
const WHEN = '2026-01-01T00:00:00Z';

/** Commits, deployments and apps of a GitHub that remembers what it is told. */
export function fakePipelines() {
  const statuses: FakeStatus[] = [];
  const reviews: FakeReview[] = [];
  const state = {
    /** The newest commit of each repository. */
    heads: new Map<string, string>(),
    /** Commits that were never pushed there. */
    unknown: new Set<string>(),
    app: undefined as { id: string; installation: number; key: KeyObject } | undefined,
    /** Tokens of installations, by the repository that each is for. */
    installationTokens: new Map<string, string>(),
  };
  const repositoryOf = ({ owner, repo }: Record<string, string>): string => `${owner}/${repo}`;

  const handlers: Record<string, (request: Request) => Outcome> = {
    'GET /repos/{owner}/{repo}/commits': ({ params }) => {
      const sha = state.heads.get(repositoryOf(params));
      return sha === undefined ? { status: 409, body: { message: 'Git Repository is empty.' } } : { status: 200, body: [commit(sha)] };
    },
    'POST /repos/{owner}/{repo}/statuses/{sha}': ({ params, body }) => {
      const { sha = '' } = params;
      const { target_url: link = null, ...given } = body as Pick<FakeStatus, 'state' | 'context' | 'description'> & { target_url?: string };
      if (state.unknown.has(sha) || given.description.length > 140) return { status: 422, body: { message: 'Validation Failed' } };
      statuses.push({ ...given, target_url: link, repository: repositoryOf(params), sha });
      return { status: 201, body: { url: at, avatar_url: null, id: 1, node_id: 'S1', target_url: link, created_at: WHEN, updated_at: WHEN, creator: null, ...given } };
    },
    'POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule': ({ params, body }) => {
      reviews.push({ ...(body as Omit<FakeReview, 'repository' | 'run' | 'by'>), repository: repositoryOf(params), run: Number(params['run_id']), by: 'app' });
      return { status: 204 };
    },
    'POST /app/installations/{installation_id}/access_tokens': ({ params, body }) => {
      if (Number(params['installation_id']) !== state.app?.installation) return NOT_FOUND;
      const [repository = ''] = (body as { repositories?: string[] }).repositories ?? [];
      const token = `ghs_${state.installationTokens.size + 1}`;
      state.installationTokens.set(token, repository);
      return { status: 201, body: { token, expires_at: '2026-01-01T01:00:00Z', permissions: (body as { permissions?: object }).permissions ?? {} } };
    },
  };

  /** Who may ask for a path, where that is not whoever has the one token; undefined where it is. */
  function mayAsk(path: string, authorization: string, now: number): boolean | undefined {
    const token = authorization.replace(/^Bearer /, '');
    if (path.startsWith('/app/')) return state.app !== undefined && isAppToken(token, state.app, now);
    const repository = state.installationTokens.get(token);
    return repository === undefined ? undefined : path.split('/')[3] === repository && path.endsWith('/deployment_protection_rule');
  }

  return { statuses, reviews, state, handlers, mayAsk };
}

/** As GitHub looks at the token of an app: RS256, issued by it, for no longer than ten minutes. */
function isAppToken(token: string, { id, key }: { id: string; key: KeyObject }, now: number): boolean {
  const [head = '', claims = '', signature = ''] = token.split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString() || '{}') as Record<string, unknown>;
  const { iss, iat, exp } = read(claims);
  const isTimely = Number(iat) * 1_000 <= now && Number(exp) * 1_000 > now && Number(exp) - Number(iat) <= 600;
  return read(head)['alg'] === 'RS256' && iss === id && isTimely && createVerify('sha256').update(`${head}.${claims}`).verify(key, signature, 'base64url');
}

const commit = (sha: string) => ({
  sha, url: `${at}/c`, node_id: 'C1', html_url: `${at}/c`, comments_url: `${at}/c`, author: null, committer: null, parents: [],
  commit: { url: `${at}/c`, author: null, committer: null, message: 'm', comment_count: 0, tree: { sha, url: `${at}/t` } },
});
