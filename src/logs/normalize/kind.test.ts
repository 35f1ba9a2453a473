import { expect, test } from 'vitest';
import { LOG_KINDS } from '../contract.ts';
import { CLASSES } from '../ocsf/classes.ts';
import { createNormalizer } from './index.ts';
import { kindBit, kindsOf } from './kind.ts';

const normalizer = createNormalizer();
const kindOf = (line: string) => {
  const event = normalizer.normalize(line, { format: null, receivedAt: Date.parse('2026-11-27T12:00:00Z'), zone: 'UTC' });
  return event.parsed ? kindsOf(kindBit(event)) : [];
};

test.for([
  ['Nov 27 07:33:47 web1 sshd[812]: Failed password for root from 203.0.113.9 port 51123 ssh2', ['access']],
  ['203.0.113.9 - - [27/Nov/2026:07:33:47 +0000] "GET / HTTP/1.1" 200 12 "-" "curl/8"', ['access']],
  ['Nov 27 07:33:47 web1 sudo:    alice : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/bin/ls', ['audit']],
  ['Nov 27 07:33:47 web1 useradd[9]: new user: name=bob, UID=1001, GID=1001, home=/home/bob, shell=/bin/sh, from=none', ['audit']],
  ['Nov 27 07:33:47 web1 kernel: usb 1-1: new high-speed USB device number 2', ['infrastructure']],
  ['Nov 27 07:33:47 web1 CRON[9]: (root) CMD (run-parts /etc/cron.hourly)', ['infrastructure']],
  ['{"level":30,"time":1795767227000,"pid":1,"hostname":"app1","msg":"listening"}', ['application']],
  ['{"level":"error","msg":"no such repository","time":"2026-11-27T07:33:47Z"}', ['application']],
  ['words that nobody understands', []],
] as const)('%s is of %j', ([line, kinds]) => {
  expect(kindOf(line)).toEqual(kinds);
});

test('every format but plain text is of a kind, and so is every class of events', () => {
  const without = normalizer.formats.map(({ id }) => id).filter((format) => kindBit({ classUid: 0, format }) === 0);
  expect(without).toEqual(['text']);
  expect(CLASSES.map(({ uid }) => uid).filter((classUid) => kindBit({ classUid, format: 'text' }) === 0)).toEqual([0]);
});

test('kinds are put together and told apart', () => {
  const all = LOG_KINDS.reduce((bits, _, at) => bits | (1 << at), 0);
  expect(kindsOf(all)).toEqual([...LOG_KINDS]);
  expect(kindsOf(0)).toEqual([]);
});
