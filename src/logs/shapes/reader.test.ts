import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasShared, readShared } from '../../../test/support/shared.ts';
import { createNormalizer, type NormalizeContext, type Normalized } from '../normalize/index.ts';
import { shapeReader } from './reader.ts';
import { specimenOf, type SlotKind } from './slots.ts';
import { filled, type Parts } from './template.ts';
import { stepsOf } from './tree.ts';

const normalizer = createNormalizer();
const reader = shapeReader(normalizer);
const context: NormalizeContext = { format: null, receivedAt: Date.UTC(2026, 10, 23, 8), zone: 'UTC' };

/** The event that the short way makes of a line; undefined where it leaves the line to the normalizer. */
function shortly(line: string, setting: NormalizeContext = context, by = reader): Normalized | undefined {
  // Between others, as in a body.
  const bytes = Buffer.from(`before ${line} behind`);
  const shaped = by.read(bytes, 7, bytes.length - 7, setting);
  if (!shaped) return undefined;
  const text = (parts: Parts): string => filled(parts, bytes, shaped.slots);
  const { differing: _, user, actor, srcIp, dstIp, message, attributes, observables, ...rest } = shaped.template;
  return {
    ...rest, host: shaped.host, time: shaped.time, user: text(user), actor: text(actor), srcIp: text(srcIp), dstIp: text(dstIp), message: text(message),
    attributes: attributes.flatMap(([path, value]) => [path, text(value)]), observables: observables.map(text),
  };
}

/** Each program with each of its messages. */
const shapes = normalizer.shapes.flatMap(({ programs, messages }) => programs.flatMap((program) => messages.map((message) => ({ program, message }))));
const specimen = (message: string): string => stepsOf(message).map((step, n) => ('slot' in step ? specimenOf(step.slot, n) : step.literal)).join('');

/** What has a meaning for readers of lines, and may be a name all the same. */
const words = ['root', 'from', 'port', 'user', 'invalid', 'illegal', 'for', 'ssh2', 'preauth', 'LOGIN', 'UNKNOWN', 'admin', 'web1', 'sshd', 'error', 'uid', '-', '.', '_', '0', '22', '1.2.3.4', 'by', 'on', 'no'];
const name = fc.oneof(fc.constantFrom(...words), fc.stringMatching(/^[A-Za-z0-9_.-]{1,40}$/), fc.stringMatching(/^[0-9a-f]{32}$/));
const values: Record<SlotKind, fc.Arbitrary<string>> = {
  name,
  host: fc.oneof(fc.constantFrom('web1', 'h', 'a.b.', 'LabSZ', '-x-', '1.2.3.4.a'), fc.domain(), fc.stringMatching(/^[a-z0-9.-]{1,40}$/)),
  ip: fc.oneof(fc.ipV4(), fc.constantFrom('0.0.0.0', '255.255.255.255', '01.2.3.4', '256.1.1.1', '::1')),
  port: fc.oneof(fc.nat(70_000).map(String), fc.constantFrom('0', '022', '65535', '65536')),
  few: fc.oneof(fc.nat(100_000).map(String), fc.constantFrom('0', '1', '07', '99999', '100000')),
  number: fc.oneof(fc.nat().map(String), fc.constantFrom('0', '1', '007', '999999999', '1000000000')),
};
const message = (pattern: string): fc.Arbitrary<string> =>
  fc.tuple(...stepsOf(pattern).map((step) => ('slot' in step ? values[step.slot] : fc.constant(step.literal)))).map((parts) => parts.join(''));
const time = fc.oneof(
  fc.date({ min: new Date(Date.UTC(2025, 10, 20)), max: new Date(Date.UTC(2026, 10, 26)), noInvalidDate: true })
    .map((date) => `${['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${date.toISOString().slice(11, 19)}`),
  fc.constantFrom('Nov 23 07:33:47', 'Nov 03 07:33:60', 'Nov 31 07:33:47', 'Nov 23 24:00:00', 'nov  3 07:33:47', 'Oct 25 02:30:00'),
);
const line = fc.record({
  priority: fc.constantFrom('', '', '<38>', '<86>', '<0>', '<191>', '<192>', '<038>'),
  time, host: values.host, pid: values.number, shape: fc.constantFrom(...shapes), behind: fc.constantFrom('', '', '', ' ', '\r', ' x'),
}).chain(({ priority, time: at, host, pid, shape, behind }) => message(shape.message).map((said) => `${priority}${at} ${host} ${shape.program}[${pid}]: ${said}${behind}`));
const setting = fc.record({ format: fc.constantFrom(null, 'sshd', 'pam', 'syslog', 'json', 'nginx-access'), receivedAt: fc.constant(context.receivedAt), zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata') });

/** A line as the manual has it: what is broken a little of it is most often still read. */
const plain = ({ program, message: pattern }: (typeof shapes)[number]): string => `Nov 23 07:33:47 web1 ${program}[812]: ${specimen(pattern)}`;

test.for(shapes)('$program: $message is read the short way', (shape) => {
  const said = plain(shape);
  expect(shortly(said)).toEqual(normalizer.normalize(said, context));
});

describe('whatever way a line is read, it becomes the same', () => {
  test('with anything in its slots', () => {
    let short = 0;
    fc.assert(fc.property(line, setting, (said, where) => {
      const event = shortly(said, where);
      if (event) short += 1;
      const normalized = normalizer.normalize(said, where);
      expect(event ?? normalized).toEqual(normalized);
    }), { numRuns: 600 });
    expect(short).toBeGreaterThan(20);
  });

  test('cut, mixed and broken', () => {
    const whole = fc.oneof({ weight: 1, arbitrary: line }, { weight: 2, arbitrary: fc.constantFrom(...shapes).map(plain) });
    const broken = fc.tuple(whole, fc.nat(), fc.oneof(fc.nat(2), fc.nat(12)), fc.oneof(fc.constantFrom(...words), fc.constantFrom('a', '7', '.', '-', ' '), fc.string({ unit: 'binary', maxLength: 6 })))
      .map(([said, at, length, put]) => said.slice(0, at % said.length) + put + said.slice((at % said.length) + length));
    let short = 0;
    fc.assert(fc.property(broken, setting, (said, where) => {
      const normalized = normalizer.normalize(said, where);
      const read = shortly(said, where);
      if (read !== undefined) short += 1;
      expect(read ?? normalized).toEqual(normalized);
    }), { numRuns: 600 });
    expect(short).toBeGreaterThan(20);
  });

  test('in every sample', () => {
    const folder = join(import.meta.dirname, '../normalize/sources');
    const samples = readdirSync(folder).filter((entry) => entry.endsWith('.samples'))
      .flatMap((entry) => readdirSync(join(folder, entry)).filter((file) => file.endsWith('.log')).flatMap((file) => readFileSync(join(folder, entry, file), 'utf8').split('\n')));
    const short = samples.filter((said) => shortly(said) !== undefined);
    expect(short.length).toBeGreaterThan(10);
    for (const said of short) expect(shortly(said)).toEqual(normalizer.normalize(said, context));
  });

  test.skipIf(!hasShared)('in the log of a server under attack, of which nearly every line is read the short way', () => {
    const lines = readShared('logs/loghub/OpenSSH_2k.log').toString().split(/\r?\n/).filter((said) => said !== '');
    const short = lines.filter((said) => shortly(said));
    expect(short.length).toBeGreaterThan(1_950);
    for (const said of short) expect(shortly(said)).toEqual(normalizer.normalize(said, context));
  });
});

test.for([
  ['a name with a space', 'Nov 23 07:33:47 web1 sshd[1]: Invalid user two words from 192.0.2.1'],
  ['an address of IPv6', 'Nov 23 07:33:47 web1 sshd[1]: Invalid user bob from 2001:db8::1'],
  ['another program', 'Nov 23 07:33:47 web1 dropbear[1]: Invalid user bob from 192.0.2.1'],
  ['a clock that is wrong', 'Nov 25 07:33:47 web1 sshd[1]: Invalid user bob from 192.0.2.1 '],
  ['a name that is the host\'s', 'Nov 23 07:33:47 web1 sshd[1]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=web1 '],
] as const)('%s leaves the line to the normalizer', ([, said]) => {
  expect(shortly(said)).toBeUndefined();
});

test('of more than 500 kinds of headers the rest is left to the normalizer, until those are forgotten', () => {
  const fresh = shapeReader(normalizer);
  const read = (said: string) => shortly(said, context, fresh);
  const kinds = [...Array(192).keys()].flatMap((priority) => ['sshd', 'sshd-session', 'sshd-auth'].map((program) => `<${priority}>Nov 23 07:33:47 web1 ${program}[1]: Invalid user bob from 192.0.2.1`));
  const events = kinds.map((said) => normalizer.normalize(said, context));
  expect(kinds.map(read)).toEqual(events.map((event, n) => (n < 500 ? event : undefined)));

  const known = Buffer.from(kinds[0] ?? '');
  for (let n = 0; n < 500_000; n += 1) fresh.read(known, 0, known.length, context);

  expect(kinds.slice(-500).map(read)).toEqual(events.slice(-500));
});
