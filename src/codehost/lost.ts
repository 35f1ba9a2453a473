import type { GitHub, HostedIssue } from './github.ts';
import { atSecond } from './sync-state.ts';

/** The clock of the code host may be behind by so much. */
const SKEW_MS = 10 * 60_000;
const MOST_PAGES = 10;

/**
 * Finds issues that were made and not noted, because the server died between: by their mark, among the newest issues, which are told
 * exactly, and by search, which lags but goes back for good (a database that was restored). Only what the token itself made is
 * taken: everybody may write a mark into a public repository.
 */
export function lostIssues({ host, repository, signal }: { host: GitHub; repository: string; signal: AbortSignal | undefined }) {
  let newest: { since: number; issues: HostedIssue[] } | undefined;
  let viewer: { login: string | undefined } | undefined;

  async function newestSince(wanted: number): Promise<HostedIssue[]> {
    if (newest === undefined || newest.since > wanted) {
      newest = { since: wanted, issues: await host.madeSince(repository, { since: atSecond(wanted - SKEW_MS), most: MOST_PAGES, signal }) };
    }
    return newest.issues;
  }

  async function isOwn({ author }: HostedIssue): Promise<boolean> {
    viewer ??= { login: await host.viewer(signal) };
    return viewer.login === undefined ? author.isBot : author.login === viewer.login;
  }

  return {
    /** Begins with the oldest wish (in ms), so that the newest issues are listed once for all. */
    expect: (since: number): Promise<unknown> => newestSince(since),

    /** All own issues with the mark, the oldest first: those made since a time (in ms) and, where there are none, those that a search for the words finds. */
    async withMark(mark: string, { words, since }: { words: string; since: number }): Promise<HostedIssue[]> {
      for (const some of [() => newestSince(since), () => host.holding(repository, words, signal)]) {
        const found: HostedIssue[] = [];
        for (const issue of await some()) if (issue.body.includes(mark) && (await isOwn(issue))) found.push(issue);
        if (found.length > 0) return found.toSorted((a, b) => a.number - b.number);
      }
      return [];
    },
  };
}
