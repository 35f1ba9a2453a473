import { SEVERITY, STATUS } from '../../ocsf/captions.ts';
import { CLASS, LOGON } from '../../ocsf/classes.ts';
import { put } from '../draft.ts';
import { event } from '../meaning.ts';
import { source } from '../source.ts';

/** Who became whom, as the su of each system writes it. Debian's closing `+ pts/0 bob:root` tells the same again and is none of them. */
const SAYINGS: readonly { success: boolean; says: RegExp }[] = [
  // shadow (Debian until 10)
  { success: true, says: /^Successful su for (?<user>.+) by (?<actor>\S+)$/ },
  { success: false, says: /^FAILED su for (?<user>.+) by (?<actor>\S+)$/ },
  // util-linux (Debian since 10, RHEL)
  { success: false, says: /^FAILED SU \(to (?<user>[^)]+)\) (?<actor>\S+) on (?<tty>\S+)$/ },
  { success: true, says: /^\(to (?<user>[^)]+)\) (?<actor>\S+) on (?<tty>\S+)$/ },
  // BSD
  { success: false, says: /^BAD SU (?<actor>\S+) to (?<user>\S+) on (?<tty>\S+)$/ },
  { success: true, says: /^(?<actor>\S+) to (?<user>\S+) on (?<tty>\S+)$/ },
  // Solaris (RFC 3164's own example), AIX and IRIX
  { success: false, says: /^'su (?<user>\S+)' failed for (?<actor>\S+) on (?<tty>\S+)$/ },
  { success: true, says: /^'su (?<user>\S+)' succeeded for (?<actor>\S+) on (?<tty>\S+)$/ },
  { success: false, says: /^failed: (?<tty>\S+) changing from (?<actor>\S+) to (?<user>\S+)$/ },
];
const MAX_MESSAGE = 512;

/** su: one account becomes another (Authentication, activity Account Switch). */
export const su = source({
  id: 'su',
  title: 'su',
  product: { name: 'su' },
  recognizes: ({ app }) => app === 'su' || app === 'su-l',
  parse(line) {
    const text = line.message.trim();
    if (text.length > MAX_MESSAGE) return null;
    for (const { success, says } of SAYINGS) {
      const found = says.exec(text)?.groups;
      if (!found) continue;
      const made = event(line, 'su', {
        class: CLASS.authentication,
        activity: LOGON.switch,
        action: success ? 'switched' : 'failed-switch',
        status: success ? STATUS.success : STATUS.failure,
        service: 'su',
        user: found.user ?? '',
        actor: found.actor ?? '',
      });
      if (!success) made.severityId = SEVERITY.low;
      put(made, 'actor.session.terminal', found.tty ?? '');
      return made;
    }
    return null;
  },
});
