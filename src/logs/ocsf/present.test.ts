import { expect, test } from 'vitest';
import { RECEIVED_AT } from '../../../test/support/event-row.ts';
import type { EventRow } from './event.ts';
import { toOcsf } from './present.ts';

const row = (fields: Partial<EventRow>): EventRow => ({
  id: 'a'.repeat(32), batch: 1, position: 0, ingestedAt: RECEIVED_AT, source: 'edge', normalizer: 1, format: 'sshd', classUid: 3002, activityId: 1,
  statusId: 2, severityId: 2, time: RECEIVED_AT, user: 'root', actor: '', srcIp: '203.0.113.9', dstIp: '', host: 'web1', service: 'sshd', action: 'failed-password',
  repository: '', message: 'Failed password', attributes: {}, observables: [], raw: 'Nov 23 07:33:47 web1 sshd[1]: Failed password', ...fields,
});

test('an event shows its class, activity, severity and status in numbers and words that agree', () => {
  expect(toOcsf(row({}))).toMatchObject({
    category_uid: 3, category_name: 'Identity & Access Management', class_uid: 3002, class_name: 'Authentication', activity_id: 1, activity_name: 'Logon',
    type_uid: 300201, type_name: 'Authentication: Logon', severity_id: 2, severity: 'Low', status_id: 2, status: 'Failure',
  });
});

test('an event carries its id, source, format, receipt and the time as it was written', () => {
  expect(toOcsf(row({})).metadata).toMatchObject({
    uid: 'a'.repeat(32), version: '1.8.0', log_source: 'edge', log_name: 'sshd', processed_time: RECEIVED_AT, original_time: 'Nov 23 07:33:47',
    product: { name: 'OpenSSH' }, event_code: 'failed-password', profiles: ['host'],
  });
});

test('attributes get their types back', () => {
  const event = toOcsf(row({ attributes: { 'src_endpoint.port': '51123', is_mfa: 'true', auth_factors: '[{"factor_type_id":11,"factor_type":"Password"}]', count: '5' } }));
  expect(event).toMatchObject({ src_endpoint: { port: 51_123, ip: '203.0.113.9' }, is_mfa: true, auth_factors: [{ factor_type_id: 11 }], count: 5 });
});

test('what has no place in its class stands below unmapped by the same path', () => {
  const event = toOcsf(row({ classUid: 0, activityId: 0, dstIp: '192.0.2.1', actor: 'alice', attributes: { 'http_request.url.path': '/x' } }));
  expect(event).toMatchObject({
    actor: { user: { name: 'alice' } },
    unmapped: { user: { name: 'root' }, src_endpoint: { ip: '203.0.113.9' }, dst_endpoint: { ip: '192.0.2.1' }, http_request: { url: { path: '/x' } } },
  });
  expect(event).not.toHaveProperty('src_endpoint');
});

test('a text that is not of its attribute\'s type is kept as it is, below unmapped', () => {
  const event = toOcsf(row({ attributes: { 'src_endpoint.port': 'ssh', auth_factors: '[{"factor', count: '' } }));
  expect(event).toMatchObject({ unmapped: { src_endpoint: { port: 'ssh' }, auth_factors: '[{"factor', count: '' } });
});

test('names of fields are only names: none reaches the prototype of anything', () => {
  const event = toOcsf(row({ attributes: { 'unmapped.__proto__.polluted': 'yes', 'unmapped.constructor.prototype.polluted': 'yes' } }));
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(JSON.stringify(event)).toContain('"__proto__":{"polluted":"yes"}');
});

test('fields that collide are both kept', () => {
  const event = toOcsf(row({ attributes: { 'unmapped.a': '1', 'unmapped.a.b': '2' } }));
  expect(event.unmapped).toEqual({ a: '1', 'a.b': '2' });
});

test('an observable names the path where it stands, raw_data where it stands nowhere else', () => {
  const { observables } = toOcsf(row({ observables: ['4:root', '2:203.0.113.9', '1:web1', '2:198.51.100.1'] }));
  expect(observables).toEqual([
    { name: 'user.name', type: 'User Name', type_id: 4, value: 'root' },
    { name: 'src_endpoint.ip', type: 'IP Address', type_id: 2, value: '203.0.113.9' },
    { name: 'device.hostname', type: 'Hostname', type_id: 1, value: 'web1' },
    { name: 'raw_data', type: 'IP Address', type_id: 2, value: '198.51.100.1' },
  ]);
});

test('bytes that are not UTF-8 are shown as U+FFFD and kept whole beside', () => {
  expect(toOcsf(row({ raw: 'caf\uFFFD', rawBase64: 'Y2Fm6Q==' }))).toMatchObject({ raw_data: 'caf\uFFFD', unmapped: { raw_base64: 'Y2Fm6Q==' } });
});
