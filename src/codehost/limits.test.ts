import { expect, test } from 'vitest';
import { secondsToWait } from './limits.ts';

const NOW = 1_700_000_000_000;

test.for([
  { name: 'the seconds that it names', status: 403, headers: { 'retry-after': '30', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1700000900' }, seconds: 30 },
  { name: 'until the limit begins anew', status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1700000090' }, seconds: 90 },
  { name: 'a moment where that has passed', status: 429, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1699999999' }, seconds: 1 },
  { name: 'no longer than an hour', status: 429, headers: { 'retry-after': '999999' }, seconds: 3_600 },
  { name: 'a minute where it does not say', status: 429, headers: {}, seconds: 60 },
  { name: 'a minute where a header is no number', status: 429, headers: { 'retry-after': 'soon' }, seconds: 60 },
  { name: 'a minute for too much at once', status: 403, headers: {}, message: 'You have exceeded a secondary rate limit.', seconds: 60 },
  { name: 'not at all where it is forbidden', status: 403, headers: { 'x-ratelimit-remaining': '4000' }, seconds: undefined },
  { name: 'not at all where it failed', status: 500, headers: { 'retry-after': '30' }, seconds: undefined },
])('waits $name', ({ status, headers, message = '', seconds }) => {
  expect(secondsToWait({ status, headers: new Headers(Object.entries(headers)), message }, NOW)).toBe(seconds);
});
