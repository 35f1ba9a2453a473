import type { NormalizedEvent } from '../../ocsf/event.ts';
import { SEVERITY, STATUS } from '../../ocsf/captions.ts';
import { ACCOUNT, ACTIVITY, CLASS, GROUP } from '../../ocsf/classes.ts';
import { put } from '../draft.ts';
import { event } from '../meaning.ts';
import { source } from '../source.ts';

const PROGRAMS = new Set([
  'useradd', 'usermod', 'userdel', 'groupadd', 'groupmod', 'groupdel', 'gpasswd', 'passwd', 'chpasswd', 'chage', 'chfn', 'chsh', 'newusers', 'vipw',
]);
const MAX_MESSAGE = 4_096;

type Saying = { says: RegExp; class: number; activity: number; action: string; failed?: true };

const account = (says: RegExp, activity: number, action: string): Saying => ({ says, class: CLASS.accountChange, activity, action });
const group = (says: RegExp, activity: number, action: string): Saying => ({ says, class: CLASS.groupManagement, activity, action });

/**
 * What shadow's programs say of accounts and groups. `group added to /etc/group` and the like are steps of what `new group` says,
 * so they are none of these. Source: shadow 4.17 src/*.c, calls of SYSLOG and audit_logger.
 */
const SAYINGS: readonly Saying[] = [
  account(/^new user: name=(?<user>[^,]*), UID=(?<uid>\d+)(?:, GID=(?<gid>\d+))?(?:, home=(?<home>[^,]*))?(?:, shell=(?<shell>[^,]*))?(?:, from=(?<tty>\S+))?/, ACCOUNT.create, 'user-created'),
  { ...account(/^failed adding user '(?<user>[^']*)'(?:, (?<why>.*))?$/, ACCOUNT.create, 'user-creation-failed'), failed: true },
  account(/^delete user '(?<user>[^']*)'/, ACCOUNT.delete, 'user-deleted'),
  account(/^change user '(?<user>[^']*)' password/, ACCOUNT.passwordChange, 'password-changed'),
  account(/^password for '(?<user>[^']*)' changed by '(?<actor>[^']*)'/, ACCOUNT.passwordChange, 'password-changed'),
  account(/^(?:lock user '(?<user>[^']*)' password|password for '(?<other>[^']*)' locked)/, ACCOUNT.lock, 'account-locked'),
  account(/^(?:unlock user '(?<user>[^']*)' password|password for '(?<other>[^']*)' unlocked)/, ACCOUNT.unlock, 'account-unlocked'),
  account(/^change user '(?<user>[^']*)' (?<what>.+)$/, ACTIVITY.other, 'user-changed'),
  account(/^changed (?:password expiry|aging information) for '?(?<user>[^']*?)'?$/, ACTIVITY.other, 'password-expiry-changed'),
  account(/^changed user '(?<user>[^']*)' (?<what>.+)$/, ACTIVITY.other, 'user-changed'),
  group(/^new group: name=(?<group>[^,]*), GID=(?<gid>\d+)/, GROUP.create, 'group-created'),
  group(/^group '(?<group>[^']*)' removed$/, GROUP.delete, 'group-deleted'),
  group(/^removed group '(?<group>[^']*)'(?: owned by '(?<user>[^']*)')?/, GROUP.delete, 'group-deleted'),
  group(/^add '(?<user>[^']*)' to group '(?<group>[^']*)'/, GROUP.addUser, 'group-member-added'),
  group(/^delete '(?<user>[^']*)' from group '(?<group>[^']*)'/, GROUP.removeUser, 'group-member-removed'),
  group(/^user (?<user>\S+) added by (?<actor>\S+) to group (?<group>\S+)$/, GROUP.addUser, 'group-member-added'),
  group(/^user (?<user>\S+) removed by (?<actor>\S+) from group (?<group>\S+)$/, GROUP.removeUser, 'group-member-removed'),
  group(/^members of group (?<group>\S+) set by (?<actor>\S+) to (?<what>.*)$/, ACTIVITY.other, 'group-members-set'),
];

/** Accounts and groups of a Linux system, as the programs of shadow-utils change them. */
export const accounts = source({
  id: 'accounts',
  title: 'Linux accounts and groups',
  product: { name: 'shadow-utils' },
  recognizes: ({ app }) => PROGRAMS.has(app),
  parse(line) {
    const text = line.message.trim();
    if (text.length > MAX_MESSAGE) return null;
    for (const saying of SAYINGS) {
      const found = saying.says.exec(text)?.groups;
      if (!found) continue;
      const made = event(line, 'accounts', {
        class: saying.class,
        activity: saying.activity,
        action: saying.action,
        status: saying.failed ? STATUS.failure : STATUS.success,
        user: found.user ?? found.other ?? '',
        actor: found.actor ?? '',
      });
      made.severityId = saying.activity === ACTIVITY.other ? SEVERITY.informational : SEVERITY.low;
      describe(made, found);
      return made;
    }
    return null;
  },
});

function describe(made: NormalizedEvent, found: Record<string, string | undefined>): void {
  put(made, 'user.uid', found.uid ?? '');
  put(made, 'group.name', found.group ?? '');
  put(made, made.classUid === CLASS.groupManagement ? 'group.uid' : 'unmapped.gid', found.gid ?? '');
  put(made, 'unmapped.home', found.home ?? '');
  put(made, 'unmapped.shell', found.shell ?? '');
  put(made, 'actor.session.terminal', found.tty === 'none' ? '' : (found.tty ?? ''));
  put(made, 'status_detail', found.why ?? found.what ?? '');
}
