import type { Appearance, Issue } from '../../../../../src/vulnerabilities/contract.ts';
import { exactTime, span } from '../../../ui/time/instant.ts';
import { useNow } from '../../../ui/time/now.ts';
import { useZone } from '../../../ui/time/zone.ts';

/** Why something appeared on the day it did. */
export const appearances: Record<Appearance, string> = {
  'new-advisory': 'a new advisory', 'new-image': 'a new image', 'new-node': 'a new node', 'new-repository': 'a new repository', 'new-package': 'a new package',
  'policy-change': 'a change of policy', 'came-back': 'it came back',
};

/** For how long it is there, with why it appeared on hover. */
export function Since({ issue: { openedAt, appeared } }: { issue: Pick<Issue, 'openedAt' | 'appeared'> }) {
  const now = useNow();
  const zone = useZone();
  const at = Date.parse(openedAt);
  return <time dateTime={openedAt} title={`${exactTime(at, zone)}: ${appearances[appeared]}`}>{span(Math.max(60_000, now - at))}</time>;
}
