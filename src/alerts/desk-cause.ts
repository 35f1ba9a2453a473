import type { Cause } from './cause.ts';

/** What an alert says of an issue of the vulnerability desk. */
export type IssueFacts = { id: string; vulnerability: string; package: string; isKnownExploited: boolean; severity: string; openedAt: Date };

const about = (id: string) => ({ group: `issue:${id}`, evidence: null });
const named = ({ vulnerability, package: name }: Pick<IssueFacts, 'vulnerability' | 'package'>): string => `${vulnerability} in ${name}`;

/** Critical, or known to be exploited, and on a service that other machines reach: one alert an issue, the same when it comes back. */
export const causeOfUrgent = (issue: IssueFacts, at: string): Cause => ({
  ...about(issue.id),
  id: `vulnerability-${issue.id}`,
  detection: 'vulnerability.urgent',
  title: `${named(issue)} is ${issue.isKnownExploited ? 'known to be exploited' : 'critical'}, and its service is within reach`,
  severity: 'critical',
  firstAt: issue.openedAt.toISOString(),
  lastAt: at,
});

/** A plan that was put off, or whose day went by: one alert a plan and day that was promised. */
export const causeOfSlip = (issue: IssueFacts, { how, decision, due, was, late, at }: { how: 'moved' | 'late'; decision: string; due: string; was: string | null; late: number; at: string }): Cause => ({
  ...about(issue.id),
  id: `plan-${decision}-${due}`,
  detection: 'plan.slipped',
  title: how === 'late' ? `The plan for ${named(issue)} was for ${due} and is ${late} ${late === 1 ? 'business day' : 'business days'} late` : `The plan for ${named(issue)} was put off from ${was ?? '?'} to ${due}`,
  severity: how === 'late' ? 'high' : 'medium',
  firstAt: at,
  lastAt: at,
});

/** An acceptance that ran out: one alert an issue and time that it did. */
export const causeOfEnd = (issue: IssueFacts, at: string): Cause => ({
  ...about(issue.id),
  id: `acceptance-${issue.id}-${Date.parse(at)}`,
  detection: 'acceptance.ended',
  title: `The acceptance of ${named(issue)} ran out: it is open again`,
  severity: 'high',
  firstAt: at,
  lastAt: at,
});

/** A node of which nothing is heard: what runs there, and what is wrong with it, is no longer known. */
export const causeOfSilence = ({ node, name, since }: { node: string; name: string; since: string }, at: string): Cause => ({
  id: silenceId(node, since),
  detection: 'node.silent',
  title: `Node ${name} is silent`,
  severity: 'high',
  group: `node:${node}`,
  firstAt: since,
  lastAt: at,
  evidence: null,
});
export const silenceId = (node: string, since: string): string => `node-${node}-${Date.parse(since)}`;
