import type { Finding } from '../contract.ts';
import { HOUR, startOf, type Attempt } from './attempt.ts';
import type { Watched } from './baseline.ts';
import { addAttempts, hourlyPeaks, windowCounts, WINDOW } from './cells.ts';
import { tellingOf, type Episode } from './episode.ts';
import { accountFinding, accountSeverity } from './finding.ts';
import { countOf, endEpisodes, isRemembered, judgeMoments, LEAST_PEAK, settleCells, totalsOf, type Account } from './remembered.ts';
import { THRESHOLDS } from './thresholds.ts';

export type AccountLimits = {
  /** Accounts remembered at once; the one longest untouched gives way. */
  accounts: number;
  /** Cells (a second and an address) remembered of one account; the first received give way. */
  cells: number;
  /** Cells remembered in all; the account longest untouched gives way. */
  allCells: number;
  /** Spikes of one account that may still grow. */
  episodes: number;
};
export const ACCOUNT_LIMITS: AccountLimits = { accounts: 50_000, cells: 500, allCells: 400_000, episodes: 32 };

/** Where many accounts are under attack, each is remembered with fewer cells, but not with fewer than these. */
const LEAST_CELLS = 20;
/** Findings that one call gives at most; the others wait for the next, in their order. */
const MOST_FINDINGS = 500;

/** A sign-in this long after the last moment of a spike is still told with it. */
const SUCCESS_AFTER = 3 * HOUR;

/** The highest count of an account's windows that end in an hour, by the start of the hour: what its baseline is made of. */
export type Peak = { account: string; hour: number; peak: number };
export type AccountHistory = {
  watched: Watched;
  /** Earlier peaks of these accounts, by account and hour. */
  peaksOf(accounts: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<number, number>>>;
};

/**
 * Finds spikes of failed sign-ins to one account, on event time. Attempts are forgotten by when they were received, never by
 * what their lines say of time: late lines, imports of old logs and wrong clocks are judged like any other.
 */
export function accountSpikes({ limits = ACCOUNT_LIMITS }: { limits?: AccountLimits } = {}) {
  /** In the order in which they were last touched. */
  const accounts = new Map<string, Account>();
  const changed = new Set<string>();
  const unsaid = new Set<string>();
  /** Receipt of the newest attempt; by it attempts are forgotten. */
  let received = 0;
  /** The same, or what `advance` was told since; by it findings are spaced. */
  let now = 0;
  let touches = 0;
  let allCells = 0;
  let overflow = 0;

  const touch = (name: string): Account => {
    const account = accounts.get(name) ?? { cells: [], episodes: [], touched: 0 };
    account.touched = touches += 1;
    accounts.delete(name);
    accounts.set(name, account);
    changed.add(name);
    return account;
  };

  const setCells = (account: Account, change: () => void) => {
    allCells -= account.cells.length;
    change();
    allCells += account.cells.length;
  };

  const tell = (name: string, account: Account, episode: Episode): Finding => {
    const totals = totalsOf(name, account, episode);
    const severity = accountSeverity(name, episode);
    episode.told = { at: now, count: totals.count, severity };
    changed.add(name);
    return accountFinding(name, episode, totals);
  };

  /** What is due to be told of the spikes of accounts in `unsaid`; who has told all leaves it. */
  const tellDue = (): Finding[] => {
    const findings: Finding[] = [];
    for (const name of unsaid) {
      const account = accounts.get(name);
      const waiting = account?.episodes.filter((episode) => {
        const telling = tellingOf(episode, countOf(account, episode), accountSeverity(name, episode), now);
        if (telling === 'now') findings.push(tell(name, account, episode));
        return telling === 'later';
      });
      if (waiting === undefined || waiting.length === 0) unsaid.delete(name);
      if (findings.length >= MOST_FINDINGS) break;
    }
    return findings;
  };

  const tellRest = (name: string, account: Account, episodes: readonly Episode[]): Finding[] =>
    episodes.flatMap((episode) =>
      tellingOf(episode, countOf(account, episode), accountSeverity(name, episode), now) === 'never' ? [] : [tell(name, account, episode)],
    );

  /** Forgets accounts of which nothing is remembered any longer, and those that must give way. */
  const forget = (): Finding[] => {
    const findings: Finding[] = [];
    for (const [name, account] of accounts) {
      const over = !isRemembered(account, received);
      if (!over && accounts.size <= limits.accounts && allCells <= limits.allCells) break;
      if (!over) overflow += 1;
      findings.push(...tellRest(name, account, account.episodes));
      allCells -= account.cells.length;
      accounts.delete(name);
      unsaid.delete(name);
      changed.add(name);
    }
    return findings;
  };

  return {
    /** Counts attempts that were received until `at`. Returns what they make, and the peaks to keep for later baselines. */
    async observe(attempts: readonly Attempt[], at: number, history: AccountHistory): Promise<{ findings: Finding[]; peaks: Peak[] }> {
      received = Math.max(received, at);
      now = Math.max(now, at);
      const named = Map.groupBy(attempts.filter(({ account }) => account !== ''), ({ account }) => account);
      const touched = [...named].map(([name, own]) => {
        const account = touch(name);
        setCells(account, () => {
          settleCells(name, account, own.reduce((least, { received }) => Math.min(least, received), received), limits.cells);
          account.cells = addAttempts(account.cells, own);
        });
        const counts = windowCounts(account.cells);
        return { name, account, counts, peaks: hourlyPeaks(counts), hours: hoursOf(own) };
      });
      const suspects = touched.filter(({ counts }) => counts.some(({ count }) => count >= THRESHOLDS.account.least));
      const earlier = await history.peaksOf(suspects.map(({ name }) => name));

      const cells = Math.max(LEAST_CELLS, Math.min(limits.cells, Math.floor(limits.allCells / accounts.size)));
      const findings: Finding[] = [];
      for (const { name, account, counts, peaks } of touched) {
        judgeMoments(name, account, counts, { watched: history.watched, peaks, earlier: earlier.get(name) ?? new Map() });
        setCells(account, () => settleCells(name, account, received, cells));
        findings.push(...tellRest(name, account, endEpisodes(account, received, limits.episodes)));
        if (account.episodes.length > 0) unsaid.add(name);
      }
      findings.push(...tellDue(), ...forget());
      const peaks = touched.flatMap(({ name, peaks, hours }) =>
        [...peaks].flatMap(([hour, peak]) => (hours.has(hour) && peak >= LEAST_PEAK ? [{ account: name, hour, peak }] : [])),
      );
      return { findings, peaks };
    },

    /** Sign-ins that succeeded: one with a spike's account from one of its addresses makes the spike worse. */
    succeeded(signIns: readonly { id: string; at: number; account: string; address: string }[]): Finding[] {
      for (const signIn of signIns) {
        const account = accounts.get(signIn.account);
        const spikes = account?.episodes.filter((episode) => isAfter(episode, signIn)) ?? [];
        if (!account || spikes.length === 0 || signIn.address === '') continue;
        for (const episode of spikes) {
          if (totalsOf(signIn.account, account, episode).addresses.counts.has(signIn.address)) episode.success = signIn;
        }
        unsaid.add(signIn.account);
      }
      return tellDue();
    },

    /** Lets time pass without attempts: tells what waited to be told. Forgetting waits for what comes next. */
    advance(at: number): Finding[] {
      now = Math.max(now, at);
      return tellDue();
    },

    /** What changed since the last call: the account as it is now, or null where it was forgotten. */
    takeChanges(): { name: string; account: Account | null }[] {
      const changes = [...changed].map((name) => ({ name, account: accounts.get(name) ?? null }));
      changed.clear();
      return changes;
    },

    /** Puts back what an earlier run remembered when the newest attempt had been received at `at`. */
    restore(remembered: readonly { name: string; account: Account }[], at: number): void {
      received = at;
      now = at;
      for (const { name, account } of remembered.toSorted((a, b) => a.account.touched - b.account.touched)) {
        accounts.set(name, account);
        allCells += account.cells.length;
        touches = account.touched;
        if (account.episodes.length > 0) unsaid.add(name);
      }
    },

    /** How much is remembered, and how many accounts had to give way before their time. */
    size: () => ({ accounts: accounts.size, cells: allCells, overflow }),
  };
}

/** The hours whose windows hold one of the attempts. */
function hoursOf(attempts: readonly Attempt[]): Set<number> {
  const hours = new Set<number>();
  for (const { at } of attempts) hours.add(startOf(at, HOUR)).add(startOf(at + WINDOW - 1, HOUR));
  return hours;
}

const isAfter = ({ success, firstOver, lastOver }: Episode, { at }: { at: number }): boolean =>
  (success === null || at < success.at) && at >= firstOver && at <= lastOver + SUCCESS_AFTER;
