import { countOf } from '../../ui/text/numbers.ts';

/** What the house is in, as far as it is known; undefined is not known (yet, or to this reader). */
export type Matters = { openAlerts: number | undefined; toReview: number | undefined; moreToReview: boolean; silent: number | undefined; failing: number | undefined; lost: number | undefined; /** No source but Glacis itself has ever sent anything. */ unheard: boolean };

/** The state of the house in one sentence, the worst first. */
export function headline({ openAlerts = 0, toReview = 0, moreToReview, silent = 0, failing = 0, lost = 0, unheard }: Matters): string {
  const matters = [
    lost > 0 ? `${countOf(lost, 'line')} unaccounted for` : '',
    openAlerts > 0 ? `${countOf(openAlerts, 'alert')} open` : '',
    silent > 0 ? `${countOf(silent, 'source')} silent` : '',
    failing > 0 ? `${countOf(failing, 'source')} not understood` : '',
    toReview > 0 ? `${moreToReview ? `more than ${toReview} sign-ins` : countOf(toReview, 'sign-in')} to review` : '',
  ].filter(Boolean);
  const last = matters.pop();
  if (last === undefined) return unheard ? 'Nothing is watched yet' : 'Nothing needs you now';
  return matters.length === 0 ? last : `${matters.join(', ')} and ${last}`;
}
