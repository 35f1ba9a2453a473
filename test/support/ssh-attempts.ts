import { gunzipSync } from 'node:zlib';
import { readShared } from './shared.ts';

export type SshAttempt = { at: number; user: string; address: string; count: number; success: boolean };

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/**
 * The attempts in an sshd log of shared/logs/attack-streams, read apart from Glacis's own normalizers: one "Failed METHOD for"
 * or "Accepted METHOD for" line each (in the old wording one "authentication failure" line), times as if UTC.
 */
export function sshAttempts(stream: string, year: number): SshAttempt[] {
  const text = gunzipSync(readShared(`logs/attack-streams/${stream}.log.gz`)).toString('utf8');
  return text.split(/\r?\n/).flatMap((line) => {
    const stamp = /^(\w{3}) +(\d+) (\d\d):(\d\d):(\d\d) \S+ (.*)$/.exec(line);
    if (!stamp) return [];
    const [, month = '', day, hours, minutes, seconds, rest = ''] = stamp;
    const at = Date.UTC(year, MONTHS.indexOf(month) / 3, Number(day), Number(hours), Number(minutes), Number(seconds));
    const repeated = /message repeated (\d+) times: \[ (.*)\]/.exec(rest);
    const said = /(Failed|Accepted) \S+ for (?:invalid user )?(.*?) from (\S+)/.exec(repeated?.[2] ?? rest);
    if (said) return [{ at, user: said[2] ?? '', address: said[3] ?? '', count: Number(repeated?.[1] ?? 1), success: said[1] === 'Accepted' }];
    const old = /sshd\(pam_unix\)\[\d+\]: authentication failure;.* rhost=(\S*)(?:\s+user=(\S+))?/.exec(rest);
    return old ? [{ at, user: old[2] ?? '', address: old[1] ?? '', count: 1, success: false }] : [];
  });
}
