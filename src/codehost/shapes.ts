import { z } from 'zod';

/*
 * Of GitHub's answers, what is used. Source: GitHub's OpenAPI description of its REST API (schemas `issue`, `issue-comment`,
 * `milestone`, `simple-user`).
 */
const instant = z.iso.datetime({ offset: true });
/** It becomes a link in the browser. */
const webAddress = z.url({ protocol: /^https?$/ }).max(2_000);
const User = z.object({ login: z.string().min(1).max(200), type: z.string().optional() });

/** Who has something to say in a repository, as GitHub tells it. */
const TRUSTED = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);

const Label = z.union([z.string(), z.object({ name: z.string().nullish() })]);

export const IssueAnswer = z
  .object({
    number: z.number().int().positive(),
    html_url: webAddress,
    title: z.string(),
    body: z.string().nullish(),
    state: z.enum(['open', 'closed']),
    labels: z.array(Label),
    assignees: z.array(User).nullish(),
    milestone: z.object({ number: z.number().int(), due_on: instant.nullish() }).nullish(),
    user: User.nullish(),
    author_association: z.string().optional(),
    created_at: instant,
    updated_at: instant,
    closed_at: instant.nullish(),
    pull_request: z.unknown().optional(),
  })
  .transform((answer) => ({
    number: answer.number,
    url: answer.html_url,
    title: answer.title,
    body: answer.body ?? '',
    state: answer.state,
    labels: answer.labels.flatMap((label) => (typeof label === 'string' ? label : (label.name ?? []))),
    assignees: (answer.assignees ?? []).map(({ login }) => login),
    /** With the day that it is due; null where none is set. */
    milestone: answer.milestone ? { number: answer.milestone.number, due: answer.milestone.due_on?.slice(0, 10) ?? null } : null,
    author: { login: answer.user?.login ?? '', isBot: answer.user?.type === 'Bot', isTrusted: TRUSTED.has(answer.author_association ?? '') },
    createdAt: answer.created_at,
    updatedAt: answer.updated_at,
    closedAt: answer.closed_at ?? null,
    isPullRequest: answer.pull_request !== undefined && answer.pull_request !== null,
  }));
export type HostedIssue = z.infer<typeof IssueAnswer>;

export const IssuesAnswer = z.array(IssueAnswer);
export const SearchAnswer = z.object({ items: IssuesAnswer });
export const CommentsAnswer = z.array(z.object({ body: z.string().nullish() }).transform(({ body }) => body ?? ''));
export const MilestonesAnswer = z.array(
  z
    .object({ number: z.number().int(), due_on: instant.nullish(), title: z.string(), description: z.string().nullish(), state: z.enum(['open', 'closed']), creator: User.nullish() })
    .transform(({ number, due_on: due, title, description, state, creator }) => ({ number, due: due?.slice(0, 10) ?? null, title, description: description ?? '', state, creator: creator?.login ?? '' })),
);
export type HostedMilestone = z.infer<typeof MilestonesAnswer>[number];

/** The newest commit first. */
export const CommitsAnswer = z.array(z.object({ sha: z.string().regex(/^[0-9a-f]{40,64}$/) }).transform(({ sha }) => sha));
export const InstallationTokenAnswer = z.object({ token: z.string().min(1).max(10_000) });

/** Source: GitHub's GraphQL schema, `Issue.userContentEdits`. `diff` is the whole text after the edit, where it is told. */
export const EditsAnswer = z.object({
  data: z.object({
    repository: z.object({
      issue: z.object({
        userContentEdits: z.object({ nodes: z.array(z.object({ editedAt: instant, editor: z.object({ login: z.string().max(200) }).nullish(), diff: z.string().nullish() })) }).nullish(),
      }),
    }),
  }),
});
export const UserAnswer = User;
export const MembersAnswer = z.array(User.transform(({ login }) => login));
