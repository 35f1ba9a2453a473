import { SEVERITY, STATUS } from '../ocsf/captions.ts';
import { CLASS, LOGON } from '../ocsf/classes.ts';
import { draft, put } from './draft.ts';
import type { Normalized } from './draft.ts';
import type { Line } from './line.ts';

/** What a source says that a line means; the rest comes from the line. */
export type Meaning = { class: number; activity: number; action: string; status?: number; service?: string; user?: string; actor?: string };

/** An event of a line with its meaning. */
export function event(line: Line, format: string, meaning: Meaning): Normalized {
  const made = draft(line, format);
  made.classUid = meaning.class;
  made.activityId = meaning.activity;
  made.action = meaning.action;
  made.statusId = meaning.status ?? STATUS.unknown;
  if (meaning.service !== undefined) made.service = meaning.service;
  if (meaning.user !== undefined) made.user = meaning.user;
  if (meaning.actor !== undefined) made.actor = meaning.actor;
  return made;
}

/** How somebody proved who they are, by the source's word; each a constant, so that no line makes it anew. */
const PASSWORD = '[{"factor_type_id":11,"factor_type":"Password"}]';

/**
 * A sign-in, whichever product logged it: OCSF Authentication (3002), activity Logon, counted by everything that counts sign-ins.
 * `user` is the account that signs in; put where it comes from with `from`.
 */
export function signIn(
  line: Line,
  format: string,
  { success, user, service, action, means = '' }: { success: boolean | null; user: string; service: string; action: string; means?: string },
): Normalized {
  const made = event(line, format, {
    class: CLASS.authentication,
    activity: LOGON.logon,
    action,
    status: success === null ? STATUS.unknown : success ? STATUS.success : STATUS.failure,
    service,
    user,
  });
  if (success === false) made.severityId = SEVERITY.low;
  if (means !== '') put(made, 'auth_protocol', means);
  if (means === 'password' || means === 'Basic Authentication') made.attributes.push('auth_factors', PASSWORD);
  return made;
}
