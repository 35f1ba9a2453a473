import { z } from 'zod';

/*
 * Of GitHub's answers, what is used. Source: GitHub's OpenAPI description of its REST API (schemas `issue`, `issue-comment`,
 * `milestone`, `simple-user`).
 */
const instant = z.iso.datetime({ offset: true });
/** It becomes a link in the browser. */
const webAddress = z.url({ protocol: /^https?$/ }).max(2_000);
const User = z.object({ login: z.string().min(1).max(200), type: z.string().optional() });

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
    author: { login: answer.user?.login ?? '', isBot: answer.user?.type === 'Bot' },
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
  z.object({ number: z.number().int(), due_on: instant.nullish() }).transform(({ number, due_on: due }) => ({ number, due: due?.slice(0, 10) ?? null })),
);
export const UserAnswer = User;
export const MembersAnswer = z.array(User.transform(({ login }) => login));
