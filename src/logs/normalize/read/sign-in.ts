import type { NormalizedEvent } from '../../ocsf/event.ts';
import { SEVERITY, STATUS } from '../../ocsf/captions.ts';
import { CLASS, LOGON } from '../../ocsf/classes.ts';
import { put } from '../draft.ts';
import { firstText } from './json.ts';
import { isEmail } from './scan.ts';
import type { Json } from './json.ts';

const EVENT = ['event', 'event_type', 'eventType', 'event.action', 'action', 'event_name', 'eventName', 'type'];
const OUTCOME = ['outcome', 'event.outcome', 'result', 'status', 'success'];
const MEANS = ['auth_method', 'authMethod', 'method', 'mechanism', 'provider'];
const MAX_WORDS = 120;

/** A name such as `user.login`, `login_failed`, `auth.success`, `UserLoggedIn`, `sign-in-denied`. */
const NAME = /^(?:user|session|auth|account)?[ ._:-]*(?:log[ _-]?(?:ged)?[ _-]?(?:in|on)|sign[ _-]?in|signed[ _-]?in|authentication|authenticate)[ ._:-]*(?<outcome>succe(?:ss|eded|ssful)|ok|fail(?:ed|ure)?|denied|error|rejected)?$/i;
/** A message that begins so, whatever follows. */
const FAILED = /^(?:(?:user )?(?:log ?in|sign ?in|logon|authentication) (?:attempt )?(?:failed|failure|denied|rejected)|failed (?:user )?(?:log ?in|sign ?in|logon|authentication)|invalid (?:credentials|username or password|password)\b)/i;
const SUCCEEDED = /^(?:(?:user )?(?:log ?in|sign ?in|logon|authentication) (?:succeeded|successful|success)|successful (?:log ?in|sign ?in|logon)|user (?:logged|signed) (?:in|on)\b)/i;

/**
 * Makes an application's event a sign-in where it says so without doubt: it names the account, and either its event name or the head of
 * its message is that of a sign-in. The outcome is what it says; unknown where it does not.
 */
export function readSignIn(event: NormalizedEvent, json: Json): void {
  if (event.user === '') return;
  const outcome = outcomeOf(event, json);
  if (outcome === null) return;
  event.classUid = CLASS.authentication;
  event.activityId = LOGON.logon;
  event.statusId = outcome;
  if (outcome === STATUS.failure) event.severityId = SEVERITY.low;
  event.action = outcome === STATUS.failure ? 'failed-login' : 'login';
  if (event.service === '') event.service = event.format;
  put(event, 'auth_protocol', firstText(json, MEANS));
  if (isEmail(event.user)) put(event, 'user.email_addr', event.user);
}

function outcomeOf(event: NormalizedEvent, json: Json): number | null {
  const name = NAME.exec(firstText(json, EVENT).slice(0, MAX_WORDS));
  if (name) return outcomeWord(name.groups?.outcome ?? '') ?? outcomeWord(said(json)) ?? STATUS.unknown;
  const message = event.message.slice(0, MAX_WORDS);
  if (FAILED.test(message)) return STATUS.failure;
  return SUCCEEDED.test(message) ? STATUS.success : null;
}

function said(json: Json): string {
  const success = json.success;
  if (typeof success === 'boolean') return success ? 'success' : 'failure';
  return firstText(json, OUTCOME);
}

function outcomeWord(word: string): number | null {
  if (/^(?:succe|ok$|200$|true$|allow)/i.test(word)) return STATUS.success;
  return /^(?:fail|denied|deny|error|reject|401$|403$|false$|invalid)/i.test(word) ? STATUS.failure : null;
}
