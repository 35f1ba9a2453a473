import { STATUS } from '../../ocsf/captions.ts';
import { ACTIVITY, CLASS, ERROR } from '../../ocsf/classes.ts';
import { portOf, splitHostPort } from '../address.ts';
import { draft, from, put } from '../draft.ts';
import type { Normalized } from '../draft.ts';
import { isError, levelWord } from '../level.ts';
import { setWallTime } from '../line.ts';
import type { Line } from '../line.ts';
import { signIn } from '../meaning.ts';
import { readClfTime } from '../read/access.ts';
import { scanText } from '../read/scan.ts';
import { source } from '../source.ts';
import { utc } from '../time/civil.ts';
import { four, two } from '../time/digits.ts';
import { monthAt, readIso } from '../time/stamp.ts';
import type { Stamp } from '../time/stamp.ts';

const LEVEL = /^\[(?:(?<module>[\w.-]{0,64}):)?(?<level>emerg|alert|crit|error|warn|notice|info|debug|trace\d)\] /;
const PROCESS = /^\[pid (?<pid>\d+)(?::tid (?<tid>\d+))?\] /;
const CLIENT = /\[client (?<client>[^\]\s]{1,64})\] /;
/** Codes of refused basic and digest authentication. Source: httpd 2.4 mod_auth_basic.c, mod_auth_digest.c. */
const REFUSALS = /^AH0(?<code>1617|1618|1790|1794): (?:Digest: )?user [`']?(?<user>.*?)[`']?(?:: authentication failure for "[^"]*": (?<why>Password Mismatch)| (?<unknown>not found)|: (?<digest>password mismatch)| in realm [`'].*?' not found)(?=: |$)/i;

const stamp: Stamp = { wallMs: 0, offset: 0, end: 0 };

/**
 * Apache's error log: `[Wed Oct 11 14:32:52.123456 2000] [core:error] [pid 35708] [client 192.0.2.1:5678] AH00128: message`, also
 * of 2.2, with ErrorLogFormat's other times, or none. A refused basic or digest authentication is a failed sign-in.
 */
export const apacheError = source({
  id: 'apache-error',
  title: 'Apache error log',
  product: { name: 'HTTP Server', vendor_name: 'Apache' },
  recognizes: ({ message }) => message.charCodeAt(0) === 0x5b && (LEVEL.test(message) || LEVEL.test(behindTime(message))),
  parse(line) {
    let text = line.message;
    if (!LEVEL.test(text)) {
      readErrorTime(line, text);
      text = behindTime(text);
    }
    const level = LEVEL.exec(text);
    if (!level?.groups) return null;
    text = text.slice(level[0].length);
    const process = PROCESS.exec(text);
    if (process?.groups && line.pid < 0) line.pid = Number(process.groups.pid);
    if (process) text = text.slice(process[0].length);
    const client = CLIENT.exec(text.slice(0, 400));
    if (client) text = text.slice(0, client.index) + text.slice(client.index + client[0].length);
    line.message = text;

    const word = level.groups.level?.startsWith('trace') === true ? 'trace' : levelWord(level.groups.level ?? '');
    const made = refusal(line, text) ?? plain(line, word);
    made.service = 'apache';
    if (line.severity < 0) put(made, 'metadata.log_level', word);
    put(made, 'unmapped.module', level.groups.module ?? '');
    const peer = clientOf(client?.groups?.client ?? '');
    from(made, peer.host, peer.port);
    const referrer = text.lastIndexOf(', referer: ');
    if (referrer >= 0 && made.classUid === CLASS.authentication) put(made, 'http_request.referrer', text.slice(referrer + 11));
    else if (referrer >= 0) put(made, 'unmapped.referrer', text.slice(referrer + 11));
    return made;
  },
});

const behindTime = (text: string): string => {
  const close = text.indexOf('] ');
  return close < 0 || close > 48 ? '' : text.slice(close + 2);
};

/** `[Wed Oct 11 14:32:52.123456 2000]`, `[01/Mar/2021:12:00:19 +0000]`, `[2021-06-04 15:40:27.138633]` */
function readErrorTime(line: Line, text: string): void {
  const month = monthAt(text, 5);
  const dot = text.charCodeAt(20) === 0x2e;
  const yearAt = dot ? text.indexOf(' ', 20) + 1 : 21;
  if (month > 0) {
    const ms = dot ? Math.floor(Number(`0.${text.slice(21, yearAt - 1)}`) * 1_000) || 0 : 0;
    const wall = utc(four(text, yearAt), month, two(text, 9), two(text, 12), two(text, 15), two(text, 18), ms);
    setWallTime(line, wall, Number.NaN, text.slice(1, yearAt + 4));
  } else if (readIso(text, 1, stamp)) {
    setWallTime(line, stamp.wallMs, stamp.offset, text.slice(1, stamp.end));
  } else {
    readClfTime(line, text, 1);
  }
}

/** `192.0.2.1:5678`, `[2001:db8::1]:5678`, and `2001:db8::1:5678`, where nothing but eight groups before it tells the port. */
function clientOf(text: string): { host: string; port: number } {
  const groups = text.split(':');
  if (groups.length !== 9) return splitHostPort(text);
  return { host: groups.slice(0, 8).join(':'), port: portOf(groups[8] ?? '') };
}

function refusal(line: Line, text: string): Normalized | null {
  const found = text.length > 4_096 ? undefined : REFUSALS.exec(text)?.groups;
  if (!found) return null;
  const digest = found.code === '1790' || found.code === '1794';
  const made = signIn(line, 'apache-error', {
    success: false, user: found.user ?? '', service: 'apache', action: 'failed-http-auth', means: digest ? 'Digest' : 'Basic Authentication',
  });
  put(made, 'status_detail', found.why ?? found.digest ?? 'user not found');
  return made;
}

function plain(line: Line, level: string): Normalized {
  const made = draft(line, 'apache-error');
  scanText(made, line.message);
  made.action = /^(?:\(\d+\)[^:]*: )?(AH\d{5}):/.exec(line.message)?.[1] ?? level;
  if (isError(level)) {
    made.classUid = CLASS.applicationError;
    made.activityId = ERROR.general;
    made.statusId = STATUS.failure;
  } else {
    made.activityId = ACTIVITY.unknown;
  }
  return made;
}
