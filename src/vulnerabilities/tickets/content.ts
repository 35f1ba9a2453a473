import { code } from '../../codehost/index.ts';
import { remedyOf } from '../issues/lists/detail.ts';
import type { Facts } from './facts.ts';

/** Every ticket has it, whatever else the settings say. */
export const OWN_LABEL = 'glacis';
/** GitHub's names of people: 1 to 39 letters, digits and hyphens. */
const LOGIN = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/;

/** What a ticket is to look like. */
export type Content = {
  title: string;
  /** Between the marks. */
  block: string;
  labels: string[];
  state: 'open' | 'closed';
  /** Why it is closed, as GitHub tells it. */
  reason: 'completed' | 'not_planned';
  /** Since when its state is so: names the comment that tells of it. */
  since: Date;
  /** What is said when it becomes so. */
  comment: string;
  /** Who could be assigned, if the repository lets them; the day of its plan. */
  assignee: string | null;
  due: string | null;
};

/** The ticket of an issue. `link` is the page of the issue in Glacis, where people can reach it. */
export function contentOf(facts: Facts, { labels, link }: { labels: readonly string[]; link: string | undefined }): Content {
  const planned = facts.state === 'planned' ? facts.plan : null;
  return {
    title: titleOf(facts),
    block: blockText(facts, link),
    labels: [...new Set([OWN_LABEL, ...labels])],
    ...standing(facts),
    assignee: planned !== null && LOGIN.test(planned.owner) ? planned.owner : null,
    due: planned?.due ?? null,
  };
}

/** Resolved is done; accepted and not affected are not planned, and open again by themselves; the rest is open. */
function standing({ state, decision, resolvedAt, openedAt }: Facts): Pick<Content, 'state' | 'reason' | 'since' | 'comment'> {
  if (state === 'resolved') {
    return { state: 'closed', reason: 'completed', since: resolvedAt ?? openedAt, comment: 'Resolved: complete scans no longer find it anywhere.' };
  }
  if (state === 'accepted' || state === 'not-affected') {
    const until = state === 'accepted' && decision?.until ? ` until ${decision.until}` : '';
    return {
      state: 'closed', reason: 'not_planned', since: decision?.approvedAt ?? decision?.at ?? openedAt,
      comment: `${state === 'accepted' ? 'Accepted' : 'Not affected'}${until}. This ticket is opened again when that no longer holds.`,
    };
  }
  return { state: 'open', reason: 'completed', since: openedAt, comment: 'It is open again: it has to be resolved, or planned.' };
}

function titleOf({ vulnerability, severity, packageName, fixIs, fixVersions }: Facts): string {
  const fix = fixIs === 'fixed' && fixVersions[0] !== undefined ? `, fixed in ${code(fixVersions[0], 60)}` : '';
  return `${code(vulnerability, 60)} (${severity}) in ${code(packageName, 120)}${fix}`;
}

function blockText(facts: Facts, link: string | undefined): string {
  const { vulnerability, aliases, summary, packageName: name, packageType: type, ecosystem, fixIs, fixVersions, places, openPlaces, openAssets } = facts;
  const others = aliases.filter((alias) => alias !== vulnerability).slice(0, 10).map((alias) => code(alias, 60));
  const fix = { is: fixIs, versions: fixVersions.slice(0, 5) };
  return [
    code(summary, 500),
    '',
    `- **Vulnerability:** ${code(vulnerability, 60)}${others.length === 0 ? '' : `, also ${others.join(', ')}`}`,
    `- **Package:** ${code(name)} in ${code(ecosystem, 60)}`,
    `- **Severity:** ${ratingOf(facts)}`,
    `- **Remedy:** ${code(remedyOf({ package: { type, name, ecosystem }, fix }), 500)}`,
    `- **State:** ${stateOf(facts)}`,
    ...(facts.clockWhat !== null && facts.due !== null && facts.state !== 'planned' ? [`- **Due:** ${facts.due} (${facts.clockWhat})`] : []),
    `- **Where:** ${openPlaces} ${openPlaces === 1 ? 'place' : 'places'} in ${openAssets} ${openAssets === 1 ? 'asset' : 'assets'}`,
    ...places.map(({ asset, kind, purl }) => `  - ${kind} ${code(asset, 200)}: ${code(purl, 200)}`),
    ...(openPlaces > places.length ? [`  - and ${openPlaces - places.length} more`] : []),
    '',
    ...(link === undefined ? [] : [`[Open in Glacis](${link})`, '']),
    '<sub>Kept by Glacis: what stands here is written anew. Write above or below. Closing this ticket does not resolve the issue; a complete scan does.</sub>',
  ].join('\n');
}

function ratingOf({ severity, score, kev, epss }: Facts): string {
  return [
    severity,
    ...(score === null ? [] : [`CVSS ${score.toFixed(1)}`]),
    ...(kev === null ? [] : [`known to be exploited (CISA KEV${kev.due === null ? '' : `, due ${kev.due}`})`]),
    ...(epss === null ? [] : [`EPSS ${(epss * 100).toFixed(1)} %`]),
  ].join(', ');
}

function stateOf({ state, plan, owner, proposed, decision }: Facts): string {
  const team = owner === null ? 'nobody' : code(owner, 100);
  const waits = proposed === null ? '' : `; a decision (${proposed}) waits for approval`;
  switch (state) {
    case 'planned':
      return `planned by ${plan === null ? team : code(plan.owner, 100)}${plan === null ? '' : ` for ${plan.due}: ${code(plan.change, 500)}`}${waits}`;
    case 'accepted':
      return `accepted${decision?.until ? ` until ${decision.until}` : ''}${waits}`;
    default:
      return `${state}, with ${team}${waits}`;
  }
}
