import { describe, expect, test } from 'vitest';
import { compareAll, crowdsec, elastic, wazuh } from '../../../../test/support/expectations.ts';
import type { Compared, Difference, Expectation } from '../../../../test/support/expectations.ts';
import { hasShared } from '../../../../test/support/shared.ts';
import { CLASS } from '../../ocsf/classes.ts';

const OUTCOMES: Readonly<Record<string, number>> = { success: 1, failure: 2 };

const once = 'one attempt is counted once: sshd\'s Failed or Accepted line, su\'s or sudo\'s own line is the attempt, this tells of it again';
const DIFFERENCES: readonly Difference[] = [
  { field: 'status', lines: /Invalid user |invalid user |authenticating user |maximum authentication attempts|not allowed because|error: PAM: |totobad user/, reason: once },
  { field: 'status', lines: /pam_unix\((?:sshd|sudo|su):auth\): authentication failure/, reason: `PAM: ${once}` },
  { field: 'status', lines: /more authentication failures|check pass; user unknown/, reason: `PAM's summary: ${once}` },
  { field: 'target', lines: /incorrect password attempts/, reason: 'sudo asks for the password of who calls it: that is the account that failed to sign in; root stands in unmapped.sudo.user' },
  { field: 'status', lines: /Magic value check failed|Unable to negotiate|Timeout before authentication|ssh_dispatch_run_fatal|Connection closed by \d|refused connect/, reason: 'a connection that ended before anybody tried to sign in' },
  { field: 'status', lines: /su\(pam_unix\)\[\d+\]: session opened/, reason: 'su is run by cron here (by uid 0, for news): a session, not a sign-in' },
  { field: 'status', lines: /groupadd\[\d+\]: group added to \/etc\/g(?:roup|shadow)/, reason: 'a step of what "new group" tells; the group is created once' },
];

const compared: Compared = (row) => ({
  user: row.actor === '' || row.classUid === CLASS.authentication || row.classUid === CLASS.groupManagement ? row.user : row.actor,
  target: row.user,
  ip: row.srcIp,
  host: row.host,
  pid: row.attributes['actor.process.pid'],
  status: row.statusId,
});

/** Of a session that opens, ECS's user.name is who opened it (often nobody) and user.effective.name the account. */
const userOf = (line: string, name: string | undefined): string | undefined => (line.includes('session opened for user') ? undefined : name);

describe.skipIf(!hasShared)('Linux sign-ins, as other projects read them', () => {
  test('Elastic agrees on who, from where, on what machine, by what process and how it ended', () => {
    const all = elastic('logs/linux-auth/elastic/system-auth').map(({ where, line, answer }): Expectation => ({
      where,
      line,
      says: {
        user: userOf(line, answer.user?.name),
        target: answer.user?.effective?.name,
        ip: answer.source?.ip,
        host: answer.host?.hostname,
        pid: answer.process?.pid,
        status: OUTCOMES[answer.event?.outcome ?? ''],
      },
    }));
    const result = compareAll(all, compared, DIFFERENCES);
    expect(result.unexplained).toEqual([]);
    expect(result.fields).toBeGreaterThan(380);
    expect(result.explained).toBeLessThanOrEqual(7);
  });

  test('Wazuh and CrowdSec agree on failures and successes, and every difference has its reason', () => {
    const ruled = ['sshd', 'pam', 'sudo', 'su', 'dropbear'].flatMap((name) =>
      wazuh(`logs/linux-auth/wazuh/${name}.json`).flatMap(({ case: title, rule_groups, logs }) =>
        logs.map(({ line }): Expectation => ({ where: title, line, says: { status: statusOf(rule_groups ?? []) } }))));
    const seen = ['sshd-logs', 'sshd-invalid-bf', 'sshd-success-logs'].flatMap((name) =>
      crowdsec('logs/linux-auth/crowdsec', name).map(({ where, line, meta }): Expectation => ({
        where,
        line,
        says: { user: meta.target_user ?? meta.user, ip: meta.source_ip, status: meta.log_type === 'auth_success' ? 1 : 2 },
      })));
    const told = elastic('logs/linux-auth/elastic/system-auth').map(({ where, line, answer }): Expectation => ({ where, line, says: { target: answer.user?.effective?.name, status: OUTCOMES[answer.event?.outcome ?? ''] } }));
    const result = compareAll([...ruled, ...seen, ...told], compared, DIFFERENCES);
    expect(result.unexplained).toEqual([]);
    expect(result.idle).toEqual([]);
    expect(result.fields).toBeGreaterThan(140);
  });
});

function statusOf(groups: readonly string[]): number | undefined {
  if (groups.some((group) => group.startsWith('authentication_fail') || group === 'invalid_login')) return 2;
  return groups.includes('authentication_success') ? 1 : undefined;
}
