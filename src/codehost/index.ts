export { refusesOne } from './refusals.ts';
export { gitHub, type GitHub, type HostedIssue, type HostedIssueChange, type NewHostedIssue } from './github.ts';
