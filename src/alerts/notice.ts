import type { Message } from '../delivery/index.ts';
import type { Cause } from './cause.ts';

/** What a channel is told of an alert: enough to judge it, and the way to the rest. */
export function noticeOf({ id, title, severity, group, detection, firstAt, lastAt, evidence }: Cause): Message {
  const most = (values: readonly { value: string; count: number }[]) => values.slice(0, 5).map(({ value, count }) => `${value} (${count})`).join(', ');
  return {
    type: 'alert.raised',
    title,
    importance: severity,
    about: id,
    facts: [
      ['about', group],
      ['detection', detection],
      ['from', firstAt],
      ['to', lastAt],
      ...(evidence === null
        ? []
        : ([
            ['count', String(evidence.count)],
            ['accounts', most(evidence.accounts)],
            ['addresses', most(evidence.addresses)],
            ['why', evidence.threshold],
          ] as const)),
    ],
    path: `/alerts?alert=${encodeURIComponent(id)}`,
  };
}
