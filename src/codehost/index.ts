export { accessSettings } from './access.ts';
export { takeChanges } from './changes.ts';
export { blockOf, commentMark, digestOf, markOf, withBlock } from './block.ts';
export { gitHub, type GitHub, type HostedEdit, type HostedIssue, type HostedIssueChange, type HostedMilestone, type NewHostedIssue } from './github.ts';
export { lostIssues } from './lost.ts';
export { code, prose } from './markdown.ts';
export { appKey, gitHubPipelines, installationToken, type CommitStatus, type GitHubPipelines } from './pipelines.ts';
export { refusesOne } from './refusals.ts';
export { atSecond, syncState, type SyncPoint, type SyncState } from './sync-state.ts';
