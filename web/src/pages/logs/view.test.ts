import { expect, test } from 'vitest';
import { parseSearch, stringifySearch } from '../../app/address.ts';
import { readLogsView, writeLogsView, type LogsView } from './view.ts';

const views: LogsView[] = [
  { query: '', range: { kind: 'last', span: '24h' }, columns: [], oldestFirst: false, event: undefined, live: false },
  { query: 'user:"a & b" -status:success src_ip:10.0.0.0/8 x=y#z %3A +1', range: { kind: 'between', from: '2026-11-20T06:00:00.000Z', to: '2026-11-20T07:30:00.000Z' }, columns: ['host', 'http_status'], oldestFirst: true, event: 'abc', live: true },
];

test.for(views)('the address is the view: %j', (view) => {
  expect(readLogsView(parseSearch(stringifySearch(writeLogsView(view))))).toEqual(view);
});

test('the usual view has a bare address', () => {
  expect(stringifySearch(writeLogsView(readLogsView({})))).toBe('');
});
