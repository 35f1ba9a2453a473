import { SEVERITY, STATUS } from '../../ocsf/captions.ts';
import { ACCOUNT, ACTIVITY, API, CLASS, LOGON } from '../../ocsf/classes.ts';
import { from, put } from '../draft.ts';
import type { Normalized } from '../draft.ts';
import type { Line } from '../line.ts';
import { event } from '../meaning.ts';
import { at, firstText, isJson, member, textOf } from '../read/json.ts';
import type { Json } from '../read/json.ts';
import { keepUnmapped } from '../read/flatten.ts';
import { readTime } from '../read/logger.ts';
import { isEmail } from '../read/scan.ts';
import { source } from '../source.ts';

/** What changes of accounts say; anything else is a call of Glacis's API. */
const ACCOUNTS: Readonly<Record<string, number>> = {
  'person.create': ACCOUNT.create,
  'person.invite': ACCOUNT.create,
  'person.set-up': ACCOUNT.create,
  'person.accept-invitation': ACCOUNT.enable,
  'person.delete': ACCOUNT.delete,
  'person.disable': ACCOUNT.disable,
  'person.enable': ACCOUNT.enable,
  'password.change': ACCOUNT.passwordChange,
  'password.reset': ACCOUNT.passwordReset,
  'totp.enable': ACCOUNT.mfaEnable,
  'totp.confirm': ACCOUNT.mfaEnable,
  'totp.disable': ACCOUNT.mfaDisable,
};
const VERBS: Readonly<Record<string, number>> = {
  create: API.create, add: API.create, invite: API.create, start: API.create,
  read: API.read, search: API.read, list: API.read, export: API.read, tail: API.read,
  update: API.update, change: API.update, set: API.update, acknowledge: API.update, resolve: API.update, reset: API.update,
  delete: API.delete, remove: API.delete, revoke: API.delete,
};
/** OCSF's types of users, by who acts in Glacis; `unknown` is a name that was only tried. */
const KINDS: Readonly<Record<string, string>> = { person: 'User', machine: 'Service', system: 'System' };
const PASSWORD_AND_CODE = [{ factor_type_id: 11, factor_type: 'Password' }, { factor_type_id: 7, factor_type: 'OTP' }];
const TAKEN = new Set(['seq', 'at', 'action', 'outcome', 'actor', 'ip', 'target']);

const isAudit = (json: Json): boolean =>
  typeof member(json, 'seq') === 'number' && typeof member(json, 'action') === 'string' && isJson(member(json, 'actor')) &&
  typeof member(json, 'at') === 'string' && typeof member(json, 'outcome') === 'string';

/** Glacis's own log (`AuditEntry` of src/identity/contract.ts): its sign-ins are Authentication, its people Account Change, the rest API Activity. */
export const glacisAudit = source({
  id: 'glacis-audit',
  title: 'Glacis audit log',
  product: { name: 'Glacis', vendor_name: 'Glacis' },
  own: true,
  recognizes: ({ json }) => json !== null && isAudit(json),
  parse(line) {
    const { json } = line;
    if (json === null || !isAudit(json)) return null;
    readTime(line, member(json, 'at') ?? null);
    const action = textOf(member(json, 'action'));
    const name = firstText(json, ['actor.name', 'actor.id']);
    const made = meaning(line, json, action, name);
    made.service = 'glacis';
    made.statusId = member(json, 'outcome') === 'success' ? STATUS.success : STATUS.failure;
    if (made.statusId === STATUS.failure) made.severityId = SEVERITY.low;
    made.message = `${name} ${action} ${textOf(at(json, 'target.id'))}`.trim();
    from(made, textOf(member(json, 'ip')), -1);
    const sequence = member(json, 'seq');
    if (typeof sequence === 'number' && Number.isSafeInteger(sequence)) put(made, 'metadata.sequence', sequence);
    const kind = textOf(at(json, 'actor.kind'));
    const who = made.user === name ? 'user' : 'actor.user';
    put(made, `${who}.uid`, textOf(at(json, 'actor.id')));
    put(made, `${who}.type`, Object.hasOwn(KINDS, kind) ? (KINDS[kind] ?? '') : '');
    if (isEmail(made.user)) put(made, 'user.email_addr', made.user);
    keepUnmapped(made, json, TAKEN);
    return made;
  },
});

function meaning(line: Line, json: Json, action: string, name: string): Normalized {
  const id = 'glacis-audit';
  if (action === 'session.create') {
    const made = event(line, id, { class: CLASS.authentication, activity: LOGON.logon, action, user: name });
    const means = textOf(at(json, 'detail.means'));
    put(made, 'auth_protocol', means === 'sso' ? 'OpenID' : means);
    put(made, 'session.uid', textOf(at(json, 'target.id')));
    if (textOf(at(json, 'detail.factor')) !== '') {
      put(made, 'is_mfa', true);
      put(made, 'auth_factors', PASSWORD_AND_CODE);
    }
    return made;
  }
  const target = textOf(at(json, 'target.id'));
  if (action === 'session.delete') {
    const made = event(line, id, { class: CLASS.authentication, activity: LOGON.logoff, action, user: name });
    put(made, 'session.uid', target);
    return made;
  }
  const account = Object.hasOwn(ACCOUNTS, action) ? ACCOUNTS[action] : undefined;
  if (account !== undefined) {
    const user = textOf(at(json, 'detail.name')) || textOf(at(json, 'detail.email')) || target || name;
    return event(line, id, { class: CLASS.accountChange, activity: account, action, user, actor: user === name ? '' : name });
  }
  const verb = action.slice(action.lastIndexOf('.') + 1);
  const activity = Object.hasOwn(VERBS, verb) ? (VERBS[verb] ?? ACTIVITY.other) : ACTIVITY.other;
  const made = event(line, id, { class: CLASS.api, activity, action, actor: name });
  put(made, 'api.operation', action);
  if (target !== '') put(made, 'resources', [{ uid: target, type: textOf(at(json, 'target.type')) }]);
  return made;
}
