import { expect, test } from 'vitest';
import { waysOf, type Place } from './setup.ts';

const place: Place = { url: 'https://glacis.example.org', host: 'glacis.example.org', source: 'web-1', token: 'glt_abc', tlsPort: 6514 };
const text = (id: string, of = place) => waysOf(of).find((way) => way.id === id)?.steps.map((step) => step.code).join('\n') ?? '';

test.for(['syslog-ng', 'journald', 'curl'])('%s has the real address, source and token', (id) => {
  expect(text(id)).toContain('https://glacis.example.org/api/v1/ingest?source=web-1');
  expect(text(id)).toContain('Bearer glt_abc');
});

test('rsyslog sends over TLS to the real port and keeps lines on disk', () => {
  expect(text('rsyslog')).toContain('target="glacis.example.org" port="6514"');
  expect(text('rsyslog')).toContain('queue.saveOnShutdown="on"');
});

test('without a token its place is named', () => {
  expect(text('curl', { ...place, token: undefined })).toContain('Bearer TOKEN');
});
