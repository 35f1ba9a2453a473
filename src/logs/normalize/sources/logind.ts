import { ACTIVITY, CLASS } from '../../ocsf/classes.ts';
import { put } from '../draft.ts';
import { event } from '../meaning.ts';
import { source } from '../source.ts';

type Saying = { says: RegExp; action: string };

/** Source: systemd 257 src/login/logind-session.c, logind-user.c, logind-action.c. */
const SAYINGS: readonly Saying[] = [
  { says: /^New session '?(?<session>[^\s']+)'? of user '?(?<user>[^\s']+?)'?(?: with class '[^']*' and type '[^']*')?\.$/, action: 'session-opened' },
  { says: /^Session '?(?<session>[^\s']+)'? logged out\./, action: 'session-closed' },
  { says: /^Removed session '?(?<session>[^\s']+?)'?\.$/, action: 'session-removed' },
  { says: /^(?:System is|The system will) (?<what>rebooting|powering down|power off|reboot|halt|halting|suspending|hibernating)/, action: 'shutdown' },
  { says: /^(?<what>Power|Suspend|Hibernate|Reboot) key pressed/, action: 'key-pressed' },
];
const MAX_MESSAGE = 512;

/** systemd-logind's sessions: base events, since whoever opened the session (sshd, login, a display manager) logs the sign-in itself. */
export const logind = source({
  id: 'logind',
  title: 'systemd-logind',
  product: { name: 'systemd', vendor_name: 'systemd' },
  recognizes: ({ app }) => app === 'systemd-logind',
  parse(line) {
    const text = line.message;
    if (text.length > MAX_MESSAGE) return null;
    for (const { says, action } of SAYINGS) {
      const found = says.exec(text)?.groups;
      if (!found) continue;
      const made = event(line, 'logind', { class: CLASS.base, activity: ACTIVITY.unknown, action, user: found.user ?? '' });
      put(made, 'actor.session.uid', found.session ?? '');
      return made;
    }
    return null;
  },
});
