import { sql } from 'drizzle-orm';
import { errors } from '../kernel/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { may, type Principal } from '../kernel/principal.ts';
import type { Attention } from '../vulnerabilities/contract.ts';
import { isSameHost, shortName } from './host-names.ts';
import { SPIKE, signInSpikes, type HostSpike } from './host-spikes.ts';
import { reachable, type Reachable } from './reachable.ts';

const MOST_ITEMS = 20;
/** An answer serves everybody who may see the same sources for so long; for longer while the next one is made. */
const FRESH_FOR_MS = 5_000;
const KEPT_FOR_MS = 60_000;
const MOST_KEPT = 100;
const FRESH_MS = 7 * 86_400_000;

/** What reasons weigh, as docs/detections.md says. Both together outweigh every single one. */
export const WEIGHTS = { both: 100, knownExploited: 60, critical: 40, high: 25, fresh: 10, internet: 5, spike: 30, doubling: 5, mostDoublings: 4 } as const;

type Node = { id: string; name: string; internet: boolean };
export type Look = (by: Principal) => Promise<Attention>;

/**
 * Which hosts need somebody first: those on which a service within reach has an open issue that policy requires, critical, high
 * or known to be exploited, and to which many sign-ins failed within the last day; after them those with one of the two.
 */
export function attention({ db, events, clock }: Pick<Kernel, 'db' | 'events' | 'clock'>): { look: Look } {
  const kept = new Map<string, { at: number; answer: Attention }>();
  const making = new Map<string, Promise<Attention>>();

  async function nodesNamed(spikes: readonly HostSpike[], ids: readonly string[]): Promise<Node[]> {
    const hosts = spikes.map(({ host }) => host);
    const { rows } = await db.execute<Node>(sql`
      SELECT id, name, internet_facing AS internet FROM assets
      WHERE kind = 'node' AND retired_at IS NULL AND (id = ANY(${sql.param(ids)}::text[]) OR split_part(lower(name), '.', 1) = ANY(${sql.param(hosts.map(shortName))}::text[]) OR lower(name) = ANY(${sql.param(hosts)}::text[]))`);
    return rows;
  }

  async function answer(by: Principal): Promise<Attention> {
    const now = clock.now();
    const [found, spikes] = await Promise.all([reachable(db), signInSpikes({ events, now, sources: by.sources })]);
    const byNode = new Map(found.map((worst) => [worst.node, worst]));
    const nodes = await nodesNamed(spikes, [...byNode.keys()]);
    const items = nodes.map(({ id, name, internet }) => {
      const worst = byNode.get(id);
      const spike = spikes.filter(({ host }) => isSameHost(host, name)).toSorted((a, b) => b.peak - a.peak)[0];
      return {
        asset: { id, kind: 'node' as const, name },
        weight: weightOf(worst, spike, internet, now),
        reasons: [...(worst ? [issueReason(worst, now)] : []), ...(spike ? [spikeReason(spike, now)] : [])],
      };
    });
    const ranked = items.filter(({ reasons }) => reasons.length > 0).toSorted((a, b) => b.weight - a.weight || (a.asset.id < b.asset.id ? -1 : 1));
    return { items: ranked.slice(0, MOST_ITEMS) };
  }

  /** The next answer, made once for all who ask meanwhile. */
  function next(key: string, by: Principal): Promise<Attention> {
    const begun = making.get(key);
    if (begun) return begun;
    const at = clock.now();
    const made = answer(by).then((found) => {
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(key, { at, answer: found });
      return found;
    }).finally(() => making.delete(key));
    making.set(key, made);
    return made;
  }

  return {
    /** @throws {GlacisError} `forbidden` without a look at issues; `unavailable`, `query_too_expensive`. */
    async look(by) {
      if (!may(by, 'issues.read')) throw errors.forbidden({ permission: 'issues.read' });
      const key = by.sources === 'all' ? 'all' : JSON.stringify([...by.sources].toSorted());
      const known = kept.get(key);
      const age = known === undefined ? Infinity : clock.now() - known.at;
      if (known === undefined || age >= KEPT_FOR_MS) return next(key, by);
      // Should it fail, whoever asks once the kept one is too old hears of it.
      if (age >= FRESH_FOR_MS) next(key, by).catch(() => {});
      return known.answer;
    },
  };
}

/** 0 where there is no reason. */
export function weightOf(issue: Pick<Reachable, 'isKnownExploited' | 'severity' | 'openedAt'> | undefined, spike: Pick<HostSpike, 'peak'> | undefined, internet: boolean, now: number): number {
  const rated = issue === undefined ? 0 : issue.isKnownExploited ? WEIGHTS.knownExploited : issue.severity === 'critical' ? WEIGHTS.critical : WEIGHTS.high;
  const exposed = issue === undefined ? 0 : rated + (isFresh(issue, now) ? WEIGHTS.fresh : 0) + (internet ? WEIGHTS.internet : 0);
  const tried = spike === undefined ? 0 : WEIGHTS.spike + Math.round(WEIGHTS.doubling * Math.min(WEIGHTS.mostDoublings, Math.log2(spike.peak / SPIKE.least)));
  return exposed + tried + (exposed > 0 && tried > 0 ? WEIGHTS.both : 0);
}

const isFresh = ({ openedAt }: Pick<Reachable, 'openedAt'>, now: number): boolean => now - Date.parse(openedAt) < FRESH_MS;

function issueReason({ asset, issue, vulnerability, package: name, severity, isKnownExploited, socket, via, openedAt, count }: Reachable, now: number): { what: string; path: string } {
  const rated = isKnownExploited ? `${severity}, known to be exploited` : severity;
  const where = via === null ? `which listens on ${socket}` : `in the image ${via}, which is reached by ${socket}`;
  const since = `${isFresh({ openedAt }, now) ? 'new: ' : ''}open since ${openedAt.slice(0, 10)}`;
  return {
    what: `${vulnerability} (${rated}) in ${name}, ${where}; ${since}${count > 1 ? `, and there are others` : ''}`,
    path: `/issues?${new URLSearchParams({ asset, issue }).toString()}`,
  };
}

function spikeReason({ host, peak, usual, total, at }: HostSpike, now: number): { what: string; path: string } {
  const minute = new Date(at).toISOString().slice(11, 16);
  const range = { from: new Date(now - 86_400_000).toISOString(), to: new Date(now).toISOString() };
  const q = `class:authentication activity_id:1 status:failure host:"${host.replaceAll(/["\\]/g, (character) => `\\${character}`)}"`;
  return {
    what: `${peak.toLocaleString('en-US')} failed sign-ins within 15 minutes at ${minute} UTC (usually ${usual.toLocaleString('en-US')}), ${total.toLocaleString('en-US')} within 24 hours`,
    path: `/logs?${new URLSearchParams({ q, ...range }).toString()}`,
  };
}
