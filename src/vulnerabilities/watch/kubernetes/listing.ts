import { errors } from '../../../kernel/errors.ts';
import type { Outgoing } from '../../../kernel/outgoing.ts';
import { PodList, containersOf, type RunningContainer } from './pods.ts';

/** How a cluster is asked. */
export type ClusterAccess = { url: string; ca: string | null; token: string };

const PAGE = 250;
const PAGE_BYTES = 64 * 1024 * 1024;
const PAGE_MS = 30_000;
const MOST_PAGES = 400;

/**
 * All containers that run in a cluster (`GET /api/v1/pods`, by pages): all of them or none.
 * @throws {GlacisError} `outgoing_refused`, `outgoing_failed`, `cluster_failed`.
 */
export async function runningIn({ url, ca, token }: ClusterAccess, { outgoing, signal }: { outgoing: Outgoing; signal: AbortSignal }): Promise<RunningContainer[]> {
  const base = url.replace(/\/+$/, '');
  const { host } = new URL(url);
  let [found, next, isBegunAnew]: [RunningContainer[], string, boolean] = [[], '', false];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const asked = new URL(`${base}/api/v1/pods`);
    asked.searchParams.set('limit', String(PAGE));
    if (next !== '') asked.searchParams.set('continue', next);
    const answer = await outgoing.fetch(asked, { headers: { authorization: `Bearer ${token}`, accept: 'application/json' }, maxBytes: PAGE_BYTES, timeoutMs: PAGE_MS, signal, ca: ca ?? undefined });
    // It keeps a continuation for minutes only: who was slower begins anew, once.
    if (answer.status === 410 && next !== '' && !isBegunAnew) {
      [found, next, isBegunAnew] = [[], '', true];
      continue;
    }
    const list = await podsOf(answer, host);
    found.push(...list.items.flatMap(containersOf));
    next = list.metadata.continue ?? '';
    if (next === '') return found;
  }
  throw errors.clusterFailed({ host, reason: `its list of pods has no end after ${MOST_PAGES} pages` });
}

async function podsOf(answer: Response, host: string): Promise<PodList> {
  if (answer.status === 401) throw errors.clusterFailed({ host, reason: 'it does not know the token (401)' });
  if (answer.status === 403) throw errors.clusterFailed({ host, reason: 'the token may not list pods in all namespaces (403)' });
  if (answer.status !== 200) throw errors.clusterFailed({ host, reason: `it answers ${answer.status}` });
  const parsed = PodList.safeParse(await answer.json().catch(() => undefined));
  if (!parsed.success) throw errors.clusterFailed({ host, reason: 'its answer is no list of pods' });
  return parsed.data;
}
