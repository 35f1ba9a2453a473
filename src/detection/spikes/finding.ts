import type { Evidence, Finding, Severity } from '../contract.ts';
import { userQuery } from '../account-key.ts';
import { SECOND } from './attempt.ts';
import { spread, type Baseline } from './baseline.ts';
import type { Episode } from './episode.ts';
import { drawHistogram } from './histogram.ts';
import { topOf, type Tally } from './tally.ts';
import type { Totals } from './totals.ts';

/** Names shown of each kind in evidence. */
const SHOWN = 50;
const FAILED = 'class:authentication activity_id:1 status:failure';
/** Accounts whose loss is the loss of the machine. */
const PRIVILEGED = new Set(['root', 'administrator', 'admin']);

const instant = (at: number): string => new Date(at).toISOString();

export function accountSeverity(account: string, { success }: Pick<Episode, 'success'>): Severity {
  if (success) return 'critical';
  return PRIVILEGED.has(account) ? 'high' : 'medium';
}

export function accountFinding(account: string, episode: Episode, totals: Totals): Finding {
  const { success, peak, baseline } = episode;
  const words = [
    `${peak} failed sign-ins to one account within 15 minutes; ${accountLimit(baseline)}`,
    ...(success ? [`Then ${success.account} signed in from ${success.address}, an address of the spike, at ${instant(success.at)}`] : []),
  ];
  return {
    id: episode.id,
    detection: 'signin.account-spike',
    title: `Spike of failed sign-ins to ${oneLine(account)}`,
    severity: accountSeverity(account, episode),
    group: `user:${account}`,
    ...evidenceOf(totals, `${FAILED} ${userQuery(account)}`, words),
  };
}

export function estateFinding(episode: Episode, totals: Totals): Finding {
  const accounts = distinct(totals.accounts);
  const addresses = distinct(totals.addresses);
  const words = [`${episode.peak} failed sign-ins in 5 minutes across the estate, after five minutes over the limit as well; ${estateLimit(episode.baseline)}`, `${accounts} accounts from ${addresses} addresses`];
  return {
    id: episode.id,
    detection: 'signin.estate-spike',
    title: 'Spike of failed sign-ins across the estate',
    severity: 'high',
    group: 'estate',
    ...evidenceOf(totals, FAILED, words),
  };
}

function evidenceOf(totals: Totals, query: string, words: readonly string[]): { firstAt: string; lastAt: string; evidence: Evidence } {
  const bars = drawHistogram(totals.histogram);
  return {
    firstAt: instant(totals.first),
    lastAt: instant(totals.last),
    evidence: {
      query,
      from: instant(totals.first),
      // Ranges are half-open and attempts counted by the second: the last one lies within.
      to: instant(totals.last + SECOND),
      count: totals.count,
      events: totals.events.map(({ id }) => id),
      accounts: topOf(totals.accounts, SHOWN),
      addresses: topOf(totals.addresses, SHOWN),
      threshold: `${words.join('. ')}.`,
      histogram: { intervalMs: bars.width, from: instant(bars.from), counts: bars.counts },
    },
  };
}

function accountLimit(baseline: Baseline): string {
  if (baseline.kind === 'cold') return `too little has been watched for a baseline (${baseline.watchedDays} of the 14 days before), so 20 are too many`;
  return `usual at this hour of the ${baseline.kind} are ${rounded(baseline.median)}, so more than ${rounded(Math.max(9, baseline.median + 6 * spread(baseline.mad)))} are too many`;
}

function estateLimit(baseline: Baseline): string {
  if (baseline.kind === 'cold') return `too little has been watched for a baseline (${baseline.watchedDays} of the 14 days before), so 250 are too many`;
  return `usual at this hour of the ${baseline.kind} are ${rounded(baseline.median)}`;
}

const rounded = (value: number): string => String(Math.round(value * 10) / 10);
const distinct = ({ counts, rest }: Tally): string => {
  const named = counts.size - (counts.has('') ? 1 : 0);
  return rest > 0 ? `more than ${named}` : String(named);
};

/** A name as part of a sentence: no line breaks or other control characters, not too long. */
const oneLine = (name: string): string => name.replace(/\p{C}+/gu, ' ').slice(0, 120);
