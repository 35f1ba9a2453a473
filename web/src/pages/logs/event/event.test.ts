import { expect, test } from 'vitest';
import type { Field } from '../../../../../src/logs/contract.ts';
import { isEntity, pivotOf } from './pivot.ts';
import { leavesOf, messageOf, observablesOf, textAt } from './read.ts';

const event = {
  class_uid: 3002, class_name: 'Authentication', time: 1, metadata: { uid: 'a', log_name: 'web-1' }, user: { name: 'root' }, status_id: 2, status: 'Failure',
  src_endpoint: { ip: '203.0.113.9', port: 51123 }, raw_data: 'Failed password for root', auth_factors: [{ factor_type_id: 1 }],
  observables: [{ name: 'user.name', type: 'User Name', type_id: 4, value: 'root' }, { type: 'User Name', value: 'root' }, { type: 'IP Address', value: '203.0.113.9' }, null, { value: 7 }],
};

const fields: Field[] = [
  { name: 'user', kind: 'keyword', path: 'user.name', meaning: '' },
  { name: 'status_id', kind: 'number', path: 'status_id', meaning: '' },
];

test('leaves are read in order, the line and observables apart', () => {
  expect(leavesOf(event).map(({ path }) => path)).toEqual(['class_uid', 'class_name', 'time', 'metadata.uid', 'metadata.log_name', 'user.name', 'status_id', 'status', 'src_endpoint.ip', 'src_endpoint.port', 'auth_factors[].factor_type_id']);
  expect(observablesOf(event)).toEqual([{ type: 'User Name', value: 'root' }, { type: 'IP Address', value: '203.0.113.9' }]);
  expect(messageOf(event)).toBe('Failed password for root');
  expect(textAt(event, 'src_endpoint.port')).toBe('51123');
  expect(textAt(event, 'user.name.length')).toBe('');
  expect(textAt(event, '__proto__.x')).toBe('');
});

test('a value pivots by the short name of its field, else by its path', () => {
  expect(pivotOf('user.name', 'root', fields)).toEqual({ field: 'user', value: 'root' });
  expect(pivotOf('unmapped.tty', 'pts/0', fields)).toEqual({ field: 'unmapped.tty', value: 'pts/0' });
  expect(pivotOf('status', 'Failure', fields)).toEqual({ field: 'status', value: 'failure' });
  expect(pivotOf('class_name', 'Scheduled Job Activity', fields)).toEqual({ field: 'class', value: 'scheduled_job_activity' });
  expect(pivotOf('time', '1', fields)).toBeNull();
});

test('people, addresses and hosts are entities, ports are not', () => {
  expect(['user.name', 'src_endpoint.ip', 'device.hostname'].every(isEntity)).toBe(true);
  expect(isEntity('src_endpoint.port')).toBe(false);
});
