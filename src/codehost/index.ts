export { gitHub, type GitHub, type HostedIssue, type HostedIssueChange, type NewHostedIssue } from './github.ts';
