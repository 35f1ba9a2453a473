import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventRow, queryText } from '../../../test/support/queries.ts';
import type { EventRow } from '../ocsf/event.ts';
import { matcher } from './matcher.ts';
import { parseQuery } from './parse.ts';

const raw = 'Nov 23 07:33:47 web1 sshd[812]: Failed password for invalid user Admin from 203.0.113.9 port 51123 ssh2';
const row: EventRow = {
  id: 'a1b2c3d4e5f60718293a4b5c6d7e8f90', batch: 7, position: 3, time: Date.parse('2026-11-23T07:33:47Z'), ingestedAt: Date.parse('2026-11-23T07:33:48Z'), source: 'auth', format: 'sshd',
  normalizer: 1, host: 'Web1', service: 'sshd', action: 'failed-password', repository: '', classUid: 3002, activityId: 1, statusId: 2, severityId: 2,
  user: 'Admin', actor: '', srcIp: '203.0.113.9', dstIp: '', message: 'Failed password for invalid user Admin', raw,
  attributes: { 'src_endpoint.port': '51123', auth_protocol: 'password', 'unmapped.app.build': '1.10' },
  observables: ['4:admin', '2:203.0.113.9', '1:web1'],
};
const accepts = (query: string, of: EventRow = row) => matcher(parseQuery(query))(of);

describe('the words of a query', () => {
  test.for([
    // word and phrase
    ['', true], ['failed', true], ['FAILED', true], ['fail', false], ['fail*', true], ['*word', true], ['*ile*', true], ['"failed password"', true], ['"password failed"', false], ['"iled password"', false],
    ['203.0.113.9', true], ['203.0.113', true], ['03.0.113.9', false], ['sshd[812]', true], ['?ailed', true], ['"fail*"', false],
    // logic
    ['failed password', true], ['failed banana', false], ['failed OR banana', true], ['-banana', true], ['NOT (banana OR failed)', false], ['failed -(user:root OR user:admin)', false],
    // fields
    ['user:admin', true], ['user:adm', false], ['user:adm*', true], ['user:a?min', true], ['user:(root OR admin)', true], ['user:*', true], ['actor:*', false], ['actor:""', true], ['-actor:root', true],
    ['host:WEB1', true], ['status:failure', true], ['status:success', false], ['status:*', true], ['class:authentication', true], ['class:3002', true], ['type_uid:300201', true], ['severity:>=low', true],
    ['severity:>low', false], ['severity:<=medium', true], ['action:failed-password', true], ['message:invalid', true], ['message:203.0.113.9', false], ['id:A1B2C3D4E5F60718293A4B5C6D7E8F90', true],
    // numbers
    ['src_port:51123', true], ['src_port:51123.0', true], ['src_port:051123', true], ['src_port:>1024', true], ['src_port:1..1024', false], ['src_port:[51123 TO 51124}', true], ['src_port:{51123 TO *}', false], ['src_port:511*', true], ['dst_port:<5', false], ['-dst_port:<5', true],
    ['app.build:>1.9', false], ['app.build:1.10', true], ['unmapped.app.build:>=1.1', true], ['app.build:>a', false], ['app.build:<a', true], ['app.missing:<a', false],
    // addresses
    ['src_ip:203.0.113.9', true], ['src_ip:203.0.113.0/24', true], ['src_ip:::ffff:203.0.113.9', true], ['src_ip:::ffff:203.0.113.0/120', true], ['src_ip:10.0.0.0/8', false], ['-src_ip:10.0.0.0/8', true], ['src_ip:::/0', true], ['src_ip:203.0.*', true],
    ['src_ip:203.0.113.1..203.0.113.10', true], ['src_ip:>203.0.113.9', false], ['ip:203.0.0.0/16', true], ['dst_ip:0.0.0.0/0', false],
    // anything in the event
    ['entity:admin', true], ['entity:203.0.113.9', true], ['entity:web*', true], ['entity:root', false], ['hash:*', false],
    // times
    ['time:2026-11-23', true], ['time:2026-11-23T07:33', true], ['time:>2026-11-23', false], ['time:>=2026-11-23', true], ['time:<2026-11-23T07:33:47', false], ['time:[2026-11-22 TO 2026-11-23]', true], ['received:>2026-11-23T07:33:47', true],
  ] as const)('%s: %s', ([query, expected]) => expect(accepts(query)).toBe(expected));

  test('in a line that is not UTF-8, its bytes count', () => {
    const bytes = Buffer.concat([Buffer.from('caf'), Buffer.from([0xe9]), Buffer.from(' failed 日本')]);
    const broken = { ...row, raw: bytes.toString('utf8'), rawBase64: bytes.toString('base64') };
    expect(accepts('failed', broken)).toBe(true);
    expect(accepts('日本', broken)).toBe(true);
    expect(accepts('caf', broken)).toBe(false);
    expect(accepts('caf*', broken)).toBe(true);
    expect(accepts('"caf\ufffd"', broken)).toBe(false);
  });

  test('names that every object has are no attributes', () => expect(accepts('unmapped.x:* OR constructor.name:* OR __proto__.x:*')).toBe(false));
});

test('logic holds, whatever the query and the event', () => {
  fc.assert(
    fc.property(queryText, queryText, eventRow, (a, b, event) => {
      const of = (text: string) => {
        try {
          return accepts(text, event);
        } catch {
          return undefined;
        }
      };
      const [left, right] = [of(a), of(b)];
      fc.pre(left !== undefined && right !== undefined);
      expect(of(`(${a}) (${b})`)).toBe(left && right);
      expect(of(`(${a}) OR (${b})`)).toBe(left || right);
      expect(of(`-(${a})`)).toBe(!left);
    }),
    { numRuns: 500 },
  );
});
