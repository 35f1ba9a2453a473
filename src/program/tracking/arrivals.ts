import type { HostedIssue } from '../../codehost/index.ts';
import type { TrackingFile } from '../file/tracking.ts';

/** What draws on the time that is kept for what arrives. */
export type Arrival = { key: string; kind: 'security-report' | 'incident'; title: string; url: string; hours?: number; arrivedAt: Date; endedAt?: Date };

const HOURS = /^\s*estimate\s*[:/]\s*(\d{1,4}(?:\.\d{1,2})?)\s*h\s*$/im;
const MOST_HOURS = 1_000;

/**
 * What an issue with one of the labels is to the program. An estimate by a label counts before one in the text, which counts only
 * where somebody of the repository wrote it: whoever may report must not move a program by a number.
 */
export function arrivalOf(issue: HostedIssue, { repository, ...file }: Pick<TrackingFile, 'repository' | 'incidents-label' | 'reports-label'>): Arrival | undefined {
  const { labels, number, title, url, createdAt, closedAt } = issue;
  const has = (name: string): boolean => labels.some((label) => label.toLowerCase() === name.toLowerCase());
  const kind = has(file['incidents-label']) ? 'incident' : has(file['reports-label']) ? 'security-report' : undefined;
  if (kind === undefined) return undefined;
  const hours = [...labels, ...(issue.author.isTrusted ? issue.body.slice(0, 100_000).split('\n') : [])].flatMap((line) => hoursIn(line) ?? [])[0];
  return {
    key: `github:${repository.toLowerCase()}#${number}`, kind, title: title.slice(0, 300).toWellFormed() || `#${number}`, url, arrivedAt: new Date(createdAt),
    ...(hours === undefined ? {} : { hours }), ...(closedAt === null ? {} : { endedAt: new Date(closedAt) }),
  };
}

function hoursIn(line: string): number | undefined {
  if (line.length > 100) return undefined;
  const hours = Number(HOURS.exec(line)?.[1] ?? Number.NaN);
  return hours > 0 && hours <= MOST_HOURS ? hours : undefined;
}
