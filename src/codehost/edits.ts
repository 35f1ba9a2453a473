import type { Requests } from './requests.ts';
import { EditsAnswer } from './shapes.ts';

const QUERY =
  'query($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: $name) { issue(number: $number) { userContentEdits(first: 50) { nodes { editedAt editor { login } diff } } } } }';

/** A change of an issue's text: when (in ms), by whom, and the whole text after it; undefined what the host does not tell. */
export type HostedEdit = { at: number; by: string | undefined; text: string | undefined };

/** The last changes of an issue's text, the newest first; undefined where the host does not tell. GitHub does in GraphQL only. */
export async function editsOf(ask: Requests, repository: string, number: number, signal?: AbortSignal): Promise<HostedEdit[] | undefined> {
  const [owner, name] = repository.split('/');
  const { json } = await ask('/graphql', { method: 'POST', body: { query: QUERY, variables: { owner, name, number } }, also: [400, 403, 404, 422], signal });
  return EditsAnswer.safeParse(json).data?.data.repository.issue.userContentEdits?.nodes.map(({ editedAt, editor, diff }) => ({ at: Date.parse(editedAt), by: editor?.login, text: diff ?? undefined }));
}
