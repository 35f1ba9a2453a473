import { createPrivateKey, sign } from 'node:crypto';
import { errors } from '../kernel/errors.ts';
import { answerReader } from './answers.ts';
import { gitHubRequests, type Reach } from './requests.ts';
import { CommitsAnswer, InstallationTokenAnswer } from './shapes.ts';

/** What GitHub shows beside a commit. A description has at most 140 characters. */
export type CommitStatus = { state: 'success' | 'failure' | 'error' | 'pending'; context: string; description: string; target_url?: string };
export type Review = { run: number; environment: string; state: 'approved' | 'rejected'; comment: string };

export type GitHubPipelines = ReturnType<typeof gitHubPipelines>;

/** Commits and deployments at GitHub, or at a GitHub Enterprise Server. Every method throws as `gitHubRequests` says. */
export function gitHubPipelines(kernel: Reach, { api, token }: { api: string; token: string }) {
  const ask = gitHubRequests(kernel, { api, token });
  const { read } = answerReader(ask, api);

  return {
    /** The newest commit of the default branch; undefined where the repository is empty. */
    async head(repository: string, signal?: AbortSignal): Promise<string | undefined> {
      const { status, json } = await ask(`/repos/${repository}/commits`, { query: { per_page: 1 }, also: [409], signal });
      return status === 409 ? undefined : read(CommitsAnswer, json, 'a list of commits')[0];
    },

    async setStatus(repository: string, sha: string, status: CommitStatus, signal?: AbortSignal): Promise<void> {
      await ask(`/repos/${repository}/statuses/${sha}`, { method: 'POST', body: status, signal });
    },

    /** Lets a deployment that waits go on, or ends it. */
    async review(repository: string, { run, environment, state, comment }: Review, signal?: AbortSignal): Promise<void> {
      await ask(`/repos/${repository}/actions/runs/${run}/deployment_protection_rule`, { method: 'POST', body: { environment_name: environment, state, comment }, signal });
    },
  };
}

/**
 * A token of an hour for an installation of a GitHub App, for one repository and its deployments only.
 * Source: GitHub REST API, "Create an installation access token for an app"; RFC 7519 by RS256.
 * @throws {GlacisError} `invalid` where the key is none, and as `gitHubRequests` says.
 */
export async function installationToken(kernel: Reach, { api, appId, key, installation, repository }: { api: string; appId: string; key: string; installation: number; repository: string }): Promise<string> {
  const ask = gitHubRequests(kernel, { api, token: appToken({ appId, key }, kernel.clock.now()) });
  const body = { repositories: [repository.split('/')[1]], permissions: { deployments: 'write' } };
  const { json } = await ask(`/app/installations/${installation}/access_tokens`, { method: 'POST', body });
  return answerReader(ask, api).read(InstallationTokenAnswer, json, 'a token').token;
}

/** GitHub takes ten minutes at most, and allows for clocks that differ by one. */
function appToken({ appId, key }: { appId: string; key: string }, now: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const seconds = Math.floor(now / 1_000);
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iat: seconds - 60, exp: seconds + 300, iss: appId })}`;
  return `${text}.${sign('sha256', Buffer.from(text), appKey(key)).toString('base64url')}`;
}

/** @throws {GlacisError} `invalid` where it is no private RSA key in PEM. */
export function appKey(pem: string) {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {
    // What the library says may hold parts of the key.
  }
  throw errors.invalid({ what: 'The key of the app is no private RSA key in PEM.' });
}
