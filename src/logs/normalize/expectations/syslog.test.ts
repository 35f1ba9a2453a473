import { describe, expect, test } from 'vitest';
import { RECEIVED_AT, rowOf } from '../../../../test/support/event-row.ts';
import { hasShared, readShared } from '../../../../test/support/shared.ts';
import { lineReader } from '../envelope/index.ts';
import type { Line } from '../line.ts';
import { createNormalizer } from '../index.ts';
import { wallClock } from '../time/clock.ts';

const read = lineReader(wallClock());
const open = (raw: string): Line => {
  const line = read(raw, RECEIVED_AT, 'UTC');
  return { ...line, extra: [...line.extra] };
};
const vectors = <T>(name: string): T[] => JSON.parse(readShared(`logs/syslog/vectors/${name}.json`).toString());

type Message = {
  priority?: number; facility?: number; severity?: number; timestamp?: string; hostname?: string; appname?: string; procid?: string; msgid?: string; message?: string;
  structureddata?: Record<string, Record<string, string>>;
};

const extra = (line: Line, path: string): string | undefined => {
  const at = line.extra.indexOf(path);
  return at < 0 ? undefined : line.extra[at + 1];
};

/** What a message says of a line, beside what was read: equal lists where the two agree. */
function beside(message: Message, line: Line): [unknown[], unknown[]] {
  const want: unknown[] = [];
  const got: unknown[] = [];
  const compare = (name: string, wanted: unknown, read: unknown): void => {
    if (wanted === undefined || wanted === null) return;
    want.push([name, wanted]);
    got.push([name, read]);
  };
  compare('facility', message.facility, line.facility);
  compare('severity', message.severity, line.severity);
  compare('host', message.hostname, line.host);
  compare('app', message.appname, line.app);
  compare('procid', message.procid, line.pid >= 0 ? String(line.pid) : extra(line, 'unmapped.procid'));
  compare('msgid', message.msgid, extra(line, 'unmapped.msgid'));
  compare('message', message.message, line.message);
  if (message.timestamp?.includes('T')) compare('time', Math.floor(Date.parse(message.timestamp)), line.time);
  for (const [id, params] of Object.entries(message.structureddata ?? {})) {
    for (const [name, value] of Object.entries(params)) compare(`${id}.${name}`, value, extra(line, `unmapped.${id}.${name}`));
  }
  return [want, got];
}

describe.skipIf(!hasShared)('syslog, as other parsers read it', () => {
  test('RFC 5424: go-syslog reads the same of every message that it takes', () => {
    const all = vectors<{ case: string; input: string; valid: boolean; expected: Message | null }>('go-syslog-rfc5424').filter(({ valid }) => valid);
    const pairs = all.map(({ input, expected }) => beside(expected ?? {}, open(input)));
    expect(pairs.map(([, got]) => got)).toEqual(pairs.map(([want]) => want));
    expect(pairs.length).toBeGreaterThan(20);
  });

  test('RFC 3164: go-syslog and Vector read the same', () => {
    const all = vectors<{ input: string; valid: boolean; expected: Message | null }>('go-syslog-rfc3164').filter(({ valid }) => valid);
    const pairs = all.map(({ input, expected }) => beside(expected ?? {}, open(input)));
    expect(pairs.map(([, got]) => got)).toEqual(pairs.map(([want]) => want));
    expect(pairs.length).toBe(4);
  });

  test('Vector\'s vectors: host, program, process, message and structured data', () => {
    type Fields = Omit<Message, 'procid' | 'structureddata'> & { procid?: number | string; [id: `${string}@${string}`]: Record<string, string> };
    type Vector = { input: string; fields?: Fields };
    const all = vectors<Vector>('vrl-parse_syslog').filter(({ fields }) => fields !== undefined);
    const pairs = all.map(({ input, fields = {} }) => {
      const { facility: _f, severity: _s, timestamp: _t, procid, ...named } = fields;
      const data: Record<string, Record<string, string>> = {};
      for (const [id, params] of Object.entries(named)) if (typeof params === 'object') data[id] = params;
      return beside({ ...named, structureddata: data, ...(procid !== undefined && { procid: String(procid) }) }, open(input));
    });
    expect(pairs.map(([, got]) => got)).toEqual(pairs.map(([want]) => want));
    expect(pairs.length).toBe(8);
  });

  test('rsyslog\'s oddities: a space behind the priority, a year, a month in capitals, no colon behind the tag, odd host names', () => {
    const lines: [string, Partial<Line>][] = [
      ['<38> Mar  7 19:06:53 example tag: testmessage', { host: 'example', app: 'tag', message: 'testmessage', facility: 4, severity: 6 }],
      ['<175>Oct 16 2009 23:47:31 hostname tag[1234] This is a message', { host: 'hostname', app: 'tag', pid: 1234, time: Date.UTC(2009, 9, 16, 23, 47, 31) }],
      ['<6>AUG 10 22:18:24 host tag: äöü', { host: 'host', app: 'tag', message: 'äöü' }],
      ['<129>Mar 10 01:00:00 Hos@name4 tag4:', { host: 'Hos@name4', app: 'tag4', message: '' }],
      ['<167>Mar  6 16:57:54 hostname1/hostname2 test: msgnum:0', { host: 'hostname1/hostname2', app: 'test', message: 'msgnum:0' }],
      ['<14>valid-after', { host: '', app: '', message: 'valid-after' }],
      ['<abc> 127.0.0.1 ubuntu tag1: this', { envelope: 'none', message: '<abc> 127.0.0.1 ubuntu tag1: this' }],
    ];
    expect(lines.map(([raw]) => open(raw))).toMatchObject(lines.map(([, line]) => line));
  });

  test('what no parser takes is kept as text, whole', () => {
    const broken = vectors<{ input: string; valid: boolean }>('go-syslog-rfc5424').filter(({ valid }) => !valid);
    const normalizer = createNormalizer();
    for (const { input } of broken) expect(rowOf(normalizer, input).raw).toBe(input);
    expect(broken.length).toBeGreaterThan(20);
  });
});

describe.skipIf(!hasShared)('the journal', () => {
  test('an entry is read as if its program had sent it by syslog', () => {
    const normalizer = createNormalizer();
    const entries = readShared('logs/journald/journalctl-o-json.jsonl').toString().split('\n').filter((line) => line !== '');
    const rows = entries.map((line) => rowOf(normalizer, line));
    const tally = Map.groupBy(rows, ({ format }) => format);
    expect(tally.get('sshd')).toHaveLength(13);
    expect(tally.get('sudo')?.[0]).toMatchObject({ actor: 'ubuntu', user: 'root', host: 'ip-10-77-20-248' });
    expect(rows[0]).toMatchObject({ user: 'ubuntu', srcIp: '85.245.107.41', statusId: 1, time: 1_490_620_089_000 });
    const special = new Map((tally.get('journald') ?? []).map(({ service, message }) => [service, message]));
    expect(special.get('blob')).toContain('latin1 caf');
    expect(special.get('long')).toBe('');
    expect(special.get('uni')).toBe('κόσμε ünïcode 日本語 🔒');
    expect(tally.has('text')).toBe(false);
  });
});
