import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { compareAll, crowdsec, elastic, wazuh } from '../../../../test/support/expectations.ts';
import type { Compared, Difference, Expectation } from '../../../../test/support/expectations.ts';
import { rowOf } from '../../../../test/support/event-row.ts';
import { hasShared, readShared } from '../../../../test/support/shared.ts';
import { CLASS } from '../../ocsf/classes.ts';
import { createNormalizer } from '../index.ts';

const DIFFERENCES: readonly Difference[] = [
  { field: 'method', lines: /"PATCHp /, reason: 'PATCHp is no method that OCSF knows: the activity is Other, the word stands in unmapped.http_method' },
  { field: 'referrer', lines: /, referer: http/, reason: 'an error log\'s referrer stands in unmapped.referrer, as Application Error has no HTTP request' },
  { field: 'path', lines: /AH01618: user sss not found/, reason: 'the path is part of the message; a failed sign-in names the account and the client' },
  { field: 'path', lines: /"(?:[^" ]*|[^"]*[^" ] ?(?!HTTP\/)[^" ]*)" 400 \d+ "-" "-"/, reason: 'bytes that are no HTTP request have no path: they stand whole in unmapped.http_request' },
];

const said = (value: string | undefined): string | undefined => (value === '-' ? '' : value);

const compared: Compared = ({ attributes, ...row }) => ({
  user: row.user,
  ip: row.srcIp,
  time: row.time,
  method: attributes['http_request.http_method'] ?? '',
  verb: row.action,
  path: attributes['http_request.url.path'] ?? '',
  status: attributes['http_response.code'] ?? '',
  bytes: attributes['http_response.body_length'] ?? '',
  agent: attributes['http_request.user_agent'] ?? '',
  referrer: attributes['http_request.referrer'] ?? '',
  outcome: row.classUid === CLASS.authentication ? row.statusId : 0,
});

describe.skipIf(!hasShared)('web server logs, as other projects read them', () => {
  test('Elastic agrees on client, user, request, answer and time', () => {
    const folders: Record<string, string> = {
      'logs/nginx/elastic/nginx-access': 'UTC',
      'logs/nginx/elastic/nginx-error': 'UTC',
      'logs/nginx/elastic/nginx_ingress_controller-access': 'UTC',
      'logs/apache/elastic/apache-access': 'UTC',
      // The zone of these error logs is in the test's configuration: two hours east of UTC.
      'logs/apache/elastic/apache-error': 'Etc/GMT-2',
      'logs/apache/elastic/apache_tomcat-access': 'UTC',
    };
    const all = Object.entries(folders).flatMap(([folder, zone]) => elastic(folder).map(({ where, line, answer }): Expectation => ({
      where,
      line,
      zone,
      says: {
        user: said(answer.user?.name),
        ip: answer.source?.ip,
        time: answer['@timestamp'] === undefined ? undefined : Date.parse(answer['@timestamp']),
        method: answer.http?.request?.method,
        path: answer.url?.path === undefined ? undefined : encodeURI(answer.url.path),
        status: answer.http?.response?.status_code,
        bytes: answer.http?.response?.body?.bytes,
        agent: said(answer.user_agent?.original),
        referrer: said(answer.http?.request?.referrer),
      },
    })));
    const result = compareAll(all, compared, DIFFERENCES);
    expect(result.unexplained).toEqual([]);
    expect(result.fields).toBeGreaterThan(400);
  });

  test('CrowdSec and Wazuh agree on clients, requests and refused sign-ins', () => {
    const cases: [string, string][] = [
      ...['bad-user-agent', 'cve-2021-41773', 'http-backdoor', 'http-generic-bf', 'http-malformed', 'http-open-proxy', 'http-path-traversal', 'http-w00twoot', 'mail-logs']
        .map((name): [string, string] => ['logs/nginx/crowdsec', `nginx-${name}`]),
      ...['apache2-logs', 'apache-http-probing', 'apache2-http-sensitive-files', 'apache_log4j2_cve-2021-44228'].map((name): [string, string] => ['logs/apache/crowdsec', name]),
    ];
    const seen = cases.filter(([folder, name]) => hasAnswer(folder, name)).flatMap(([folder, name]) => crowdsec(folder, name).map(({ where, line, meta }): Expectation => ({
      where,
      line,
      says: {
        ip: meta.source_ip,
        user: meta.target_user ?? meta.username,
        verb: meta.http_verb,
        status: meta.http_status,
        path: meta.http_path === undefined ? undefined : pathOf(meta.http_path),
        agent: said(meta.http_user_agent),
        outcome: meta.sub_type === 'auth_fail' || meta.log_type === 'mail_auth' && /failed/.test(line) ? 2 : undefined,
      },
    })));
    const ruled = wazuh('logs/apache/wazuh/web_appsec.json').flatMap(({ case: title, logs }) =>
      logs.map(({ line }): Expectation => ({ where: title, line, says: { ip: '10.0.0.5' } }))).filter(({ line }) => line.startsWith('10.0.0.5'));
    const told = elastic('logs/apache/elastic/apache-error').map(({ where, line, answer }): Expectation => ({ where, line, says: { referrer: answer.http?.request?.referrer } }));
    const ingress = elastic('logs/nginx/elastic/nginx_ingress_controller-access').map(({ where, line, answer }): Expectation => ({ where, line, says: { method: answer.http?.request?.method } }));
    const result = compareAll([...seen, ...ruled, ...told, ...ingress], compared, DIFFERENCES);
    expect(result.unexplained).toEqual([]);
    expect(result.idle).toEqual([]);
    expect(result.fields).toBeGreaterThan(140);
  });

  test('10,000 lines of a real server count as its truth says', () => {
    const { 'apache-combined-10k.log.gz': truth }: { 'apache-combined-10k.log.gz': { status: Record<string, number>; method: Record<string, number>; distinct_clients: number } } =
      JSON.parse(readShared('logs/web-streams/truth.json').toString());
    const normalizer = createNormalizer();
    const rows = gunzipSync(readShared('logs/web-streams/apache-combined-10k.log.gz')).toString().split('\n').filter((line) => line !== '').map((line) => rowOf(normalizer, line));
    const count = (of: (row: (typeof rows)[number]) => string | undefined): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const row of rows) {
        const key = of(row) ?? '';
        counts[key] = (counts[key] ?? 0) + 1;
      }
      return counts;
    };
    // The truth leaves out the one line whose agent lacks its closing quote; it is a GET that got 200.
    expect(count((row) => row.attributes['http_response.code'])).toEqual({ ...truth.status, 200: (truth.status['200'] ?? 0) + 1 });
    expect(count((row) => row.action)).toEqual({ ...truth.method, GET: (truth.method.GET ?? 0) + 1 });
    expect(new Set(rows.map(({ srcIp }) => srcIp)).size).toBe(truth.distinct_clients);
    expect(new Set(rows.map(({ format }) => format))).toEqual(new Set(['http-access']));
  });
});

function hasAnswer(folder: string, name: string): boolean {
  const { events }: { events: unknown[] } = JSON.parse(readShared(`${folder}/${name}.expected.json`).toString());
  return events.length > 0;
}

/** CrowdSec's path is the target: whole, with its query. */
const pathOf = (target: string): string => target.replace(/^https?:\/\/[^/]*/, '').split('?', 1)[0] ?? '';
