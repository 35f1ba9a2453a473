import type { NormalizedEvent } from '../../ocsf/event.ts';
import { SEVERITY, STATUS } from '../../ocsf/captions.ts';
import { ACCOUNT, ACTIVITY, CLASS, LOGON } from '../../ocsf/classes.ts';
import { from, put } from '../draft.ts';
import type { Normalized } from '../draft.ts';
import type { Line } from '../line.ts';
import { event } from '../meaning.ts';
import { source } from '../source.ts';
import { pamShapes } from './pam-shapes.ts';

/** Programs that log their sign-ins themselves: what PAM says of them is the same attempt told again. */
const SELF_REPORTING = new Set(['sshd', 'su', 'sudo', 'login', 'remote']);
/** Sessions that nobody signs in to. */
const NO_SIGN_IN = new Set(['cron', 'crond', 'atd', 'systemd-user', 'runuser', 'polkit-1', 'sudo', 'su']);
const OLD = '(pam_unix)';

/** Linux-PAM modules; Linux-PAM before 0.99.7 (2007) wrote the module behind the program: `sshd(pam_unix)[812]: …`. */
export const pam = source({
  id: 'pam',
  title: 'PAM',
  product: { name: 'Linux-PAM' },
  shapes: pamShapes,
  recognizes: ({ app, message }) => message.startsWith('pam_') || message.startsWith('PAM ') || app.endsWith(OLD),
  parse(line) {
    const text = line.message;
    if (line.app.endsWith(OLD)) return read(line, { text, service: withoutVariant(line.app.slice(0, -OLD.length)), old: true });
    if (text.startsWith('PAM ')) return read(line, { text: text.slice(4), service: line.app, old: false });
    const open = text.indexOf('(');
    const close = text.indexOf('): ', open);
    if (open < 0 || close < 0 || close - open > 64) return null;
    const colon = text.indexOf(':', open);
    const made = read(line, { text: text.slice(close + 3), service: withoutVariant(text.slice(open + 1, Math.min(colon, close))), old: false });
    if (made) put(made, 'unmapped.pam_module', text.slice(0, open));
    if (made && line.app !== made.service) put(made, 'actor.process.name', line.app);
    return made;
  },
});

/** su-l, sudo-i and runuser-l are the same programs, asked for a login shell. */
const withoutVariant = (service: string): string => (/^(?:su|runuser)-l$|^sudo-i$/.test(service) ? service.slice(0, -2) : service);

type Said = { text: string; service: string; old: boolean };

function read(line: Line, said: Said): Normalized | null {
  const { text, service } = said;
  if (text.startsWith('authentication failure; ')) return failure(line, said);
  if (text.startsWith('authentication success; ')) return told(line, said, 'authentication-success', 24);
  const more = text.indexOf(' more authentication failure');
  if (more > 0 && more < 8) return told(line, said, 'more-authentication-failures', text.indexOf('; ') + 2);
  if (text.startsWith('session opened for user ')) return session(line, said);
  if (text.startsWith('session closed for user ')) return session(line, said);
  if (text.startsWith('password changed for ')) return password(line, service, text.slice(21), true);
  if (text.startsWith('user "') && text.endsWith('" does not exist in /etc/passwd')) return password(line, service, text.slice(6, -31), false);
  if (text.startsWith('Consecutive login failures for user ')) return locked(line, service, text.slice(36).split(' ', 1)[0] ?? '');
  return event(line, 'pam', { class: CLASS.base, activity: ACTIVITY.unknown, action: 'message', service });
}

/**
 * `authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root`. It is the attempt where the program
 * does not log its own, and in the old wording, where only PAM's line is in the file; one that names neither an account nor an
 * origin counts for nobody.
 */
function failure(line: Line, said: Said): Normalized {
  const made = told(line, said, 'authentication-failure', 24);
  const isNobody = made.user === '' && said.text.trimEnd().endsWith(' rhost=');
  if ((SELF_REPORTING.has(said.service) && !said.old) || isNobody) return made;
  made.activityId = said.service === 'su' || said.service === 'sudo' ? LOGON.switch : LOGON.logon;
  made.statusId = STATUS.failure;
  made.severityId = SEVERITY.low;
  return made;
}

/** Something about an attempt that is counted elsewhere: an Authentication event of activity Other, status unknown. */
function told(line: Line, { text, service }: Said, action: string, fieldsAt: number): Normalized {
  const made = event(line, 'pam', { class: CLASS.authentication, activity: ACTIVITY.other, action, service });
  readSubject(made, text, fieldsAt - 1);
  return made;
}

/** `logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root`: always in this order, `user=` only where it is known. */
function readSubject(made: NormalizedEvent, text: string, at: number): void {
  const ttyAt = text.indexOf(' tty=', at);
  const ruserAt = text.indexOf(' ruser=', ttyAt);
  const rhostAt = text.indexOf(' rhost=', ruserAt);
  if (ttyAt < 0 || ruserAt < 0 || rhostAt < 0) return;
  const userAt = text.indexOf(' user=', rhostAt);
  const remote = text.slice(ruserAt + 7, rhostAt).trim();
  made.user = userAt < 0 ? '' : text.slice(userAt + 6).trimEnd();
  if (made.user === '') made.user = remote;
  else made.actor = remote === made.user ? '' : remote;
  put(made, 'actor.session.terminal', text.slice(ttyAt + 5, ruserAt).trim());
  from(made, text.slice(rhostAt + 7, userAt < 0 ? undefined : userAt).trim(), -1);
}

/** `session opened for user root(uid=0) by alice(uid=1000)`, `session closed for user root` */
function session(line: Line, { text, service }: Said): Normalized {
  const opened = text.charCodeAt(8) === 0x6f;
  const by = text.lastIndexOf(' by ');
  const named = text.slice(24, opened && by > 0 ? by : undefined);
  const made = event(line, 'pam', {
    class: CLASS.authentication,
    activity: ACTIVITY.other,
    action: opened ? 'session-opened' : 'session-closed',
    service,
    user: withoutUid(named),
  });
  const actor = opened && by > 0 ? withoutUid(text.slice(by + 4)) : '';
  if (actor !== made.user && actor !== 'LOGIN') made.actor = actor;
  if (NO_SIGN_IN.has(service)) return made;
  if (!opened) {
    made.activityId = LOGON.logoff;
  } else if (!SELF_REPORTING.has(service)) {
    made.activityId = LOGON.logon;
    made.statusId = STATUS.success;
  }
  return made;
}

function withoutUid(name: string): string {
  const uid = name.lastIndexOf('(uid=');
  return (uid < 0 ? name : name.slice(0, uid)).trim();
}

function password(line: Line, service: string, user: string, done: boolean): Normalized {
  return event(line, 'pam', {
    class: CLASS.accountChange,
    activity: ACCOUNT.passwordChange,
    action: done ? 'password-changed' : 'no-such-user',
    status: done ? STATUS.success : STATUS.failure,
    service,
    user,
  });
}

function locked(line: Line, service: string, user: string): Normalized {
  const made = event(line, 'pam', {
    class: CLASS.accountChange, activity: ACCOUNT.lock, action: 'account-locked', status: STATUS.success, service, user,
  });
  made.severityId = SEVERITY.medium;
  return made;
}
