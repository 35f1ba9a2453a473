import type { GitHub, HostedIssue } from './github.ts';
import { laterOf, type SyncPoint, type SyncState } from './sync-state.ts';

const MOST_PAGES = 10;

/**
 * Hands on the issues (of those with a label) that changed since the last time, page by page; asking costs nothing where nothing
 * did. An issue may be handed on again. Gives how far it came.
 */
export async function takeChanges(
  { host, state, repository, label, signal }: { host: GitHub; state: SyncState; repository: string; label?: string; signal: AbortSignal | undefined },
  point: SyncPoint,
  take: (issues: readonly HostedIssue[]) => Promise<void>,
): Promise<SyncPoint> {
  let at = point;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const found = await host.changed(repository, { since: at.since, etag: at.etag, signal, ...(label === undefined ? {} : { label }) });
    if (found === undefined) return at;
    await take(found.items);
    // The window moves on when it is full: what the code host lists late is within it still.
    at = { ...at, etag: found.full ? undefined : found.etag, since: found.full ? laterOf(at.since, found.last) : at.since };
    await state.write(at);
    if (!found.full) return at;
  }
  return at;
}
