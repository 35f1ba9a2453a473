import { describe, expect, test } from 'vitest';
import manual from '../../../../docs/sending-logs.md?raw';
import { waysOf, type Place } from './setup.ts';

const place: Place = { url: 'https://glacis.example.org', host: 'glacis.example.org', source: 'web-1', token: 'glt_abc', tlsPort: 6514 };
const text = (id: string, of = place) => waysOf(of).find((way) => way.id === id)?.steps.map((step) => step.code).join('\n') ?? '';

test.for(['syslog-ng', 'journald', 'curl'])('%s has the real address, source and token', (id) => {
  expect(text(id)).toContain('https://glacis.example.org/api/v1/ingest?source=web-1');
  expect(text(id)).toContain('Bearer glt_abc');
});

test('rsyslog sends over TLS to the real port, and is not offered where there is none', () => {
  expect(text('rsyslog', { ...place, tlsPort: 7000 })).toContain('target="glacis.example.org" port="7000"');
  expect(waysOf({ ...place, tlsPort: 0 }).map(({ id }) => id)).toEqual(['syslog-ng', 'journald', 'curl']);
});

describe('what is shown is what the manual says, which the tests run', () => {
  const steps = waysOf({ ...place, token: undefined }).flatMap(({ title, steps: own }) => own.map(({ says, code }) => ({ title, says, code })));
  test.for(steps.filter(({ says }) => !says.startsWith('One line')))('$title: $says', ({ code }) => {
    expect(manual).toContain(code);
  });
});
