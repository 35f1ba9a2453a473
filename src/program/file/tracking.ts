import { z } from 'zod';

/** GitHub's names of owners and repositories. */
export const Repository = z.string().regex(/^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}$/, 'a repository is OWNER/NAME, such as acme/cloud').refine((name) => !/\/\.{1,2}$/.test(name), 'a repository is OWNER/NAME, such as acme/cloud');
/** GitHub's labels; with a comma it could not be asked for. */
const label = z.string().trim().min(1).max(50).regex(/^[^,]*$/, 'a label has no comma');

/** `tracking` of `program.yaml`: what GitHub shows of the program (docs/tracking.md). */
export const TrackingFile = z.strictObject({
  repository: Repository.describe('Where the tracking issue stands, and whose labelled issues arrive'),
  repositories: z.array(Repository).max(50).default([]).describe('Others whose commits and deployments may ask for gates'),
  title: z.string().trim().min(1).max(200).optional().describe('Of the issue; the name of the program where it is left out'),
  labels: z.array(label).max(20).default([]).describe('Of the issue'),
  'reports-label': label.default('security-report').describe('Issues with it are security reports that arrived'),
  'incidents-label': label.default('incident').describe('Issues with it are incidents'),
  statuses: z.array(z.string().max(64)).max(20).default([]).describe('Gates that are kept as commit statuses of the heads of the default branches'),
  deployments: z.record(z.string().min(1).max(255), z.string().max(64)).refine((all) => Object.keys(all).length <= 100, 'at most 100 environments').default({}).describe('Environment → the gate that must be open to deploy there'),
});
export type TrackingFile = z.infer<typeof TrackingFile>;

/** The repositories that a program names: no other is ever told anything. GitHub makes no difference between small and capital letters. */
export const isNamed = ({ repository, repositories }: TrackingFile, name: string): boolean => [repository, ...repositories].some((one) => one.toLowerCase() === name.toLowerCase());

/** The gate that must be open to deploy to an environment, of which GitHub makes no difference in small and capital letters either. */
export const gateFor = (file: TrackingFile, environment: string): string | undefined => environmentsOf(file).get(environment.toLowerCase());

export const environmentsOf = ({ deployments }: TrackingFile): ReadonlyMap<string, string> => new Map(Object.entries(deployments).map(([name, gate]) => [name.toLowerCase(), gate]));

/** Says what is wrong with it as a part of a program with these gates. */
export function checkTracking({ statuses, deployments }: TrackingFile, gates: object, tell: (path: readonly string[], words: string) => void): void {
  for (const [index, gate] of statuses.entries()) if (!Object.hasOwn(gates, gate)) tell(['tracking', 'statuses', String(index)], `There is no gate ${gate}.`);
  const names = Object.keys(deployments).map((name) => name.toLowerCase());
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) tell(['tracking', 'deployments', twice], `The environment ${twice} is there twice.`);
  for (const [environment, gate] of Object.entries(deployments)) if (!Object.hasOwn(gates, gate)) tell(['tracking', 'deployments', environment], `There is no gate ${gate}.`);
}
