import { countOf } from '../../ui/text/numbers.ts';

/** What the house is in, as far as it is known; undefined is not known (yet, or to this reader). */
export type Matters = {
  /** Hosts with a reason from the logs and one from what is installed. */
  first: number | undefined;
  openAlerts: number | undefined;
  /** Issues that policy requires and nobody has planned or otherwise decided, and those whose day has passed. */
  undecided: number | undefined;
  late: number | undefined;
  toReview: number | undefined;
  moreToReview: boolean;
  silent: number | undefined;
  silentNodes: number | undefined;
  failing: number | undefined;
  lost: number | undefined;
  /** No source but Glacis itself has ever sent anything, and no asset is known. */
  unheard: boolean;
};

/** The state of the house in one sentence, the worst first. */
export function headline({ first = 0, openAlerts = 0, undecided = 0, late = 0, toReview = 0, moreToReview, silent = 0, silentNodes = 0, failing = 0, lost = 0, unheard }: Matters): string {
  const matters = [
    lost > 0 ? `${countOf(lost, 'line')} unaccounted for` : '',
    first > 0 ? `${countOf(first, 'host')} to look at first` : '',
    openAlerts > 0 ? `${countOf(openAlerts, 'alert')} open` : '',
    undecided > 0 ? `${countOf(undecided, 'issue')} without a plan` : '',
    late > 0 ? `${countOf(late, 'issue')} late` : '',
    silent > 0 ? `${countOf(silent, 'source')} silent` : '',
    silentNodes > 0 ? `${countOf(silentNodes, 'node')} silent` : '',
    failing > 0 ? `${countOf(failing, 'source')} not understood` : '',
    toReview > 0 ? `${moreToReview ? `more than ${toReview} sign-ins` : countOf(toReview, 'sign-in')} to review` : '',
  ].filter(Boolean);
  const last = matters.pop();
  if (last === undefined) return unheard ? 'Nothing is watched yet' : 'Nothing needs you now';
  return matters.length === 0 ? last : `${matters.join(', ')} and ${last}`;
}
