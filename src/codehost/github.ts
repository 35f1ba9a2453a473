import { errors } from '../kernel/errors.ts';
import { PAGE, answerReader } from './answers.ts';
import { editsOf, type HostedEdit } from './edits.ts';
import { gitHubRequests, type Reach } from './requests.ts';
import { CommentsAnswer, IssueAnswer, IssuesAnswer, MembersAnswer, MilestonesAnswer, SearchAnswer, UserAnswer, type HostedIssue, type HostedMilestone } from './shapes.ts';

export type { HostedEdit } from './edits.ts';
export type { HostedIssue, HostedMilestone } from './shapes.ts';
export type NewHostedIssue = { title: string; body: string; labels: readonly string[]; assignees?: readonly string[]; milestone?: number };
/** What is left out stays. */
export type HostedIssueChange = {
  title?: string;
  body?: string;
  state?: 'open' | 'closed';
  state_reason?: 'completed' | 'not_planned' | 'reopened';
  assignees?: readonly string[];
  milestone?: number;
};

/** 100 a page: beyond this many members an organization is not taken. */
const MOST_MEMBER_PAGES = 200;
const MOST_COMMENT_PAGES = 5;
const MOST_MILESTONE_PAGES = 3;
/** An issue that is not there any more, was moved to another repository, or may not be seen. */
const GONE = [301, 404, 410] as const;

export type GitHub = ReturnType<typeof gitHub>;

/** Issues and people at GitHub, or at a GitHub Enterprise Server. Every method throws as `gitHubRequests` says. */
export function gitHub(kernel: Reach, { api, token }: { api: string; token: string }) {
  const ask = gitHubRequests(kernel, { api, token });
  const { host, read, pages } = answerReader(ask, api);
  const issuesOf = (repository: string) => `/repos/${repository}/issues`;
  const onlyIssues = (items: readonly HostedIssue[]) => items.filter(({ isPullRequest }) => !isPullRequest);

  return {
    host,

    /** Who the token is; undefined for one of an app, which may not ask. */
    async viewer(signal?: AbortSignal): Promise<string | undefined> {
      const { status, json } = await ask('/user', { also: [403, 404], signal });
      return status === 200 ? read(UserAnswer, json, 'a user').login : undefined;
    },

    /** One page of the issues (of those with a label) that changed at or after a time, oldest change first; undefined when none did since the answer with that tag. */
    async changed(repository: string, { since, etag, label, signal }: { since: string; etag?: string | undefined; label?: string; signal?: AbortSignal | undefined }): Promise<{ items: HostedIssue[]; last: string | undefined; full: boolean; etag: string | undefined } | undefined> {
      const answer = await ask(issuesOf(repository), { query: { state: 'all', sort: 'updated', direction: 'asc', since, per_page: PAGE, page: 1, ...(label === undefined ? {} : { labels: label }) }, etag, signal });
      if (answer.status === 304) return undefined;
      const items = read(IssuesAnswer, answer.json, 'a list of issues');
      return { items: onlyIssues(items), last: items.at(-1)?.updatedAt, full: items.length === PAGE, etag: answer.etag };
    },

    /** Issues made at or after a time, the newest first, of at most `most` pages. */
    async madeSince(repository: string, { since, most, signal }: { since: string; most: number; signal?: AbortSignal | undefined }): Promise<HostedIssue[]> {
      const before = Date.parse(since);
      const isOlder = ({ createdAt }: HostedIssue) => Date.parse(createdAt) < before;
      const { items } = await pages(issuesOf(repository), {
        shape: IssuesAnswer, what: 'a list of issues', most, enough: (page) => page.some(isOlder), query: { state: 'all', sort: 'created', direction: 'desc' }, signal,
      });
      return onlyIssues(items).filter((item) => !isOlder(item));
    },

    /** Issues whose text holds the words, as far as GitHub's index knows: it lags behind by up to minutes. */
    async holding(repository: string, words: string, signal?: AbortSignal): Promise<HostedIssue[]> {
      const q = `"${words.replaceAll('"', ' ')}" repo:${repository} in:body is:issue`;
      const { json } = await ask('/search/issues', { query: { q, per_page: 10 }, signal });
      return onlyIssues(read(SearchAnswer, json, 'what a search finds').items);
    },

    /** Undefined where it was deleted or moved, or may not be seen. */
    async issue(repository: string, number: number, signal?: AbortSignal): Promise<HostedIssue | undefined> {
      const { status, json } = await ask(`${issuesOf(repository)}/${number}`, { also: GONE, signal });
      return status === 200 ? read(IssueAnswer, json, 'an issue') : undefined;
    },

    async create(repository: string, issue: NewHostedIssue, signal?: AbortSignal): Promise<HostedIssue> {
      return read(IssueAnswer, (await ask(issuesOf(repository), { method: 'POST', body: issue, signal })).json, 'an issue');
    },

    async update(repository: string, number: number, change: HostedIssueChange, signal?: AbortSignal): Promise<HostedIssue> {
      return read(IssueAnswer, (await ask(`${issuesOf(repository)}/${number}`, { method: 'PATCH', body: change, signal })).json, 'an issue');
    },

    /** Adds labels to those that are there; such as do not exist are made. */
    async label(repository: string, number: number, labels: readonly string[], signal?: AbortSignal): Promise<void> {
      await ask(`${issuesOf(repository)}/${number}/labels`, { method: 'POST', body: { labels }, signal });
    },

    /** Says something under an issue, unless a comment since the time holds the mark already. */
    async commentOnce(repository: string, number: number, { mark, body, since }: { mark: string; body: string; since: string }, signal?: AbortSignal): Promise<void> {
      const path = `${issuesOf(repository)}/${number}/comments`;
      const said = (page: readonly string[]) => page.some((comment) => comment.includes(mark));
      const { items } = await pages(path, { shape: CommentsAnswer, what: 'a list of comments', most: MOST_COMMENT_PAGES, enough: said, query: { since }, signal });
      if (!said(items)) await ask(path, { method: 'POST', body: { body: `${mark}\n${body}` }, signal });
    },

    /** Whether issues of the repository can be assigned to somebody. */
    async isAssignable(repository: string, login: string, signal?: AbortSignal): Promise<boolean> {
      return (await ask(`/repos/${repository}/assignees/${encodeURIComponent(login)}`, { also: [404], signal })).status === 204;
    },

    edits: (repository: string, number: number, signal?: AbortSignal): Promise<HostedEdit[] | undefined> => editsOf(ask, repository, number, signal),

    /** Open and closed ones, by number. @throws {GlacisError} `conflict` when there are more than are taken. */
    async milestones(repository: string, signal?: AbortSignal): Promise<HostedMilestone[]> {
      const { items, whole } = await pages(`/repos/${repository}/milestones`, { shape: MilestonesAnswer, what: 'a list of milestones', most: MOST_MILESTONE_PAGES, query: { state: 'all' }, signal });
      if (!whole) throw errors.conflict({ what: `${repository} has more than ${PAGE * MOST_MILESTONE_PAGES} milestones; that many are not taken.` });
      return items.toSorted((a, b) => a.number - b.number);
    },

    /** Number of an open milestone that is due on the day. */
    async milestoneDue(repository: string, day: string, signal?: AbortSignal): Promise<number | undefined> {
      const { items } = await pages(`/repos/${repository}/milestones`, { shape: MilestonesAnswer, what: 'a list of milestones', most: MOST_MILESTONE_PAGES, query: { state: 'open', sort: 'due_on' }, signal });
      return items.find(({ due }) => due === day)?.number;
    },

    /**
     * The logins of all members of an organization that the token may see.
     * @throws {GlacisError} `conflict` when there are more than are taken.
     */
    async members(organization: string, signal?: AbortSignal): Promise<string[]> {
      const { items, whole } = await pages(`/orgs/${encodeURIComponent(organization)}/members`, { shape: MembersAnswer, what: 'a list of members', most: MOST_MEMBER_PAGES, signal });
      if (!whole) throw errors.conflict({ what: `The organization ${organization} has more than ${PAGE * MOST_MEMBER_PAGES} members; that many are not taken.` });
      return items;
    },
  };
}
