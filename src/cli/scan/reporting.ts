import { systemClock } from '../../kernel/clock.ts';
import { GlacisError, errors } from '../../kernel/errors.ts';
import type { ScanReport } from '../../scanning/index.ts';
import { Scan } from '../../vulnerabilities/contract.ts';
import { apiClient } from '../client.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Tells Glacis of a scan, and says how it was taken. */
export type Reporter = (report: ScanReport) => Promise<string>;

/** Between attempts, in milliseconds. */
const PAUSES = [1_000, 4_000, 10_000];

/**
 * What sends scans to the server at GLACIS_URL. Made before a scan, so that a missing token costs none.
 * @throws {GlacisError} `misconfigured`.
 */
export function reporter({ as }: { as: string | undefined }, { env = process.env, sleep = systemClock.sleep }: { env?: Env; sleep?: (ms: number) => Promise<void> } = {}): Reporter {
  const api = apiClient(env);
  return async (report) => {
    const query = new URLSearchParams(placeOf(report, as, env)).toString();
    // What is known against it is the server's to say, and what lies in the open is nobody else's to see.
    const body = { ...report, findings: [], suppressed: [], secrets: [] };
    for (let attempt = 0; ; attempt += 1) {
      try {
        const { id, state, asset, opened, resolved } = await api.json(Scan, 'POST', `/api/v1/scans?${query}`, body);
        return state === 'stored' ? `${asset.name} is stored as scan ${id}: ${opened} opened, ${resolved} resolved` : `${asset.name} is taken as scan ${id}`;
      } catch (error) {
        const pause = PAUSES[attempt];
        if (pause === undefined || !mayPass(error)) throw error;
        await sleep(pause);
      }
    }
  };
}

/** An image that has no name of its own. */
const PATH = /^(?:docker-archive|oci-archive|oci-dir):|^[./~]|\.(?:tar|tgz|tar\.[a-z0-9]+)(?::[^/]*)?$/;

const unnamed = (name: string, example: string): GlacisError => errors.invalid({ what: `Glacis is to be told of ${name}, and nothing says what it is: --report-as ${example} does.` });

/** Whether it may go better in a moment. */
const mayPass = (error: unknown): boolean => error instanceof GlacisError && [429, 502, 503, 504].includes(error.status);

/**
 * Which asset a scan is of: what was said, else what the report or the surroundings of a pipeline say.
 * @throws {GlacisError} `invalid` where nobody does.
 */
export function placeOf({ target: { kind, name, digest } }: Pick<ScanReport, 'target'>, as: string | undefined, env: Env): Record<string, string> {
  const commit = env['GITHUB_SHA'] ?? env['CI_COMMIT_SHA'];
  const stamp = commit !== undefined && /^[0-9a-f]{7,64}$/.test(commit) ? { commit } : {};
  switch (kind) {
    case 'image': {
      if (as === undefined && PATH.test(name)) throw unnamed(name, 'registry.example/shop/web:1.4');
      return { kind: 'image', name: as ?? name.replace(/^(?:registry|docker|podman):(?:\/\/)?/, ''), ...(/^sha256:[0-9a-f]{64}$/.test(digest) ? { digest } : {}), ...stamp };
    }
    case 'host':
      return { kind: 'node', name: as ?? name };
    case 'directory':
    case 'sbom': {
      const found = as ?? repositoryOf(env);
      if (found === undefined) throw unnamed(name, 'github.com/acme/shop');
      return { ...(kind === 'directory' ? { kind: 'repository' } : {}), name: found, ...stamp };
    }
  }
}

/** The repository of a pipeline of GitHub or GitLab. */
function repositoryOf(env: Env): string | undefined {
  const address = env['GITHUB_REPOSITORY'] === undefined ? env['CI_PROJECT_URL'] : `${env['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${env['GITHUB_REPOSITORY']}`;
  return address?.replace(/^https?:\/\//, '').replace(/\/+$/, '');
}
