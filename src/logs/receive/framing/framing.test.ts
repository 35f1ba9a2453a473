import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasShared, readShared } from '../../../../test/support/shared.ts';
import { chunked } from '../../../../test/support/spikes.ts';
import type { Framer, FramerOptions } from './framer.ts';
import { jsonValueFramer } from './json-values.ts';
import { lineFramer } from './lines.ts';
import { syslogFramer } from './syslog.ts';

type Make = (options: FramerOptions) => Framer;
type Cut = { frames: string[]; faults: string[] };

/** Runs bytes through a framer in the given chunks, taking after each as receivers do. */
function cut(make: Make, chunks: readonly (string | Buffer)[], limit = 64): Cut {
  const faults: string[] = [];
  const frames: string[] = [];
  const framer = make({ limit, onFault: (fault, frame) => faults.push(`${frame} ${fault}`) });
  const take = () => {
    const block = framer.take();
    if (!block) return;
    for (let i = 0; i < block.offsets.length; i += 2) {
      frames.push(Buffer.from(block.bytes.subarray(block.offsets[i], block.offsets[i + 1])).toString('latin1'));
    }
  };
  for (const chunk of chunks) {
    framer.push(Buffer.from(chunk));
    take();
  }
  framer.end();
  take();
  return { frames, faults };
}

const bytesOf = (text: string): Buffer[] => [...Buffer.from(text)].map((byte) => Buffer.from([byte]));
const long = 'x'.repeat(100);

test('frames are the same whatever was announced, and however the stream comes', () =>
  fc.assert(fc.property(fc.array(fc.string({ maxLength: 90, unit: fc.constantFrom('a', 'b', '\r', '{') })), fc.nat({ max: 5_000 }), fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }), (lines, expected, sizes) => {
    const stream = Buffer.from(lines.join('\n').repeat(3));
    const announced: Make = (options) => lineFramer({ ...options, expected });
    expect(cut(announced, chunked([...stream], sizes).map((bytes) => Buffer.from(bytes)))).toEqual(cut(lineFramer, [stream]));
  })));

describe('syslog on a stream', () => {
  test.for<[string, string, string[]]>([
    ['lines', '<1>one\n<2>two\n', ['<1>one', '<2>two']],
    ['CRLF', '<1>one\r\n<2>two\r\n', ['<1>one', '<2>two']],
    ['NUL', '<1>one\0<2>two\0', ['<1>one', '<2>two']],
    ['a last line without its end', '<1>one\n<2>two', ['<1>one', '<2>two']],
    ['octet counting', '6 <1>one6 <2>two', ['<1>one', '<2>two']],
    ['octet counting that counts the line end', '7 <1>one\n8 <2>two\r\n', ['<1>one', '<2>two']],
    ['octet counting with a line end that is not counted', '6 <1>one\n6 <2>two\r\n', ['<1>one', '<2>two']],
    ['octet counting with lines inside', '10 <1>one\ntwo6 <2>two', ['<1>one\ntwo', '<2>two']],
    ['octet counting that counts bytes, not characters', '13 <1>caf\u00e9 \u{1f600}6 <2>two', ['<1>cafÃ© ð\u009f\u0098\u0080', '<2>two']],
    ['both on one connection', '6 <1>one<2>two\n6 <3>thr', ['<1>one', '<2>two', '<3>thr']],
    ['a line without priority that begins with a number', '10 green bottles\n2026-11-23 up\n', ['10 green bottles', '2026-11-23 up']],
    ['a counted message without priority after one with', '6 <1>one9 ten green', ['<1>one', 'ten green']],
    ['a number that no message can be long', '99999999999 <1>x\n<2>two\n', ['99999999999 <1>x', '<2>two']],
    ['a count that begins with zero', '06 <1>one\n', ['06 <1>one']],
    ['spaces before the message, as Cisco sends them', ' <1>one\n   <2>two\n', ['<1>one', '<2>two']],
    ['empty lines and keep-alives', '\n\r\n\0<1>one\n\n\n', ['<1>one']],
    ['nothing', '', []],
  ])('%s', ([, stream, frames]) => {
    expect(cut(syslogFramer, [stream])).toEqual({ frames, faults: [] });
    expect(cut(syslogFramer, bytesOf(stream))).toEqual({ frames, faults: [] });
  });

  test.for<[string, string, string[], string[]]>([
    ['a line over the limit is left out and the next is found', `<1>one\n<2>${long}\n<3>thr\n`, ['<1>one', '<3>thr'], ['2 line_too_long']],
    ['a counted message over the limit too', `6 <1>one103 <2>${long}6 <3>thr`, ['<1>one', '<3>thr'], ['2 line_too_long']],
    ['a message that ends before its announced length', '6 <1>one20 <2>two', ['<1>one'], ['2 truncated']],
    ['a line over the limit at the end', `<1>one\n${long}`, ['<1>one'], ['2 line_too_long']],
  ])('%s', ([, stream, frames, faults]) => {
    expect(cut(syslogFramer, [stream])).toEqual({ frames, faults });
    expect(cut(syslogFramer, bytesOf(stream))).toEqual({ frames, faults });
  });

  test('a line of just the limit is whole', () => {
    const line = 'a'.repeat(64);
    expect(cut(syslogFramer, [`${line}\r\n`, `64 <${line.slice(1)}`])).toEqual({ frames: [line, `<${line.slice(1)}`], faults: [] });
  });

  test.skipIf(!hasShared)('the vectors of go-syslog: valid streams give as many messages', () => {
    for (const file of ['octet-counting', 'non-transparent']) {
      const vectors = JSON.parse(readShared(`logs/syslog/vectors/go-syslog-${file}.json`).toString()) as {
        input: string;
        strict: { error: boolean }[];
      }[];
      const valid = vectors.filter(({ strict }) => strict.length > 0 && strict.every(({ error }) => !error));
      expect(valid.length).toBeGreaterThan(1);
      for (const end of ['\n', '\0']) {
        const counts = valid.map(({ input }) => cut(syslogFramer, [input.replaceAll('%[1]s', end)], 65_536).frames.length);
        expect(counts).toEqual(valid.map(({ strict }) => strict.length));
      }
    }
  });

  test.skipIf(!hasShared)("rsyslog's stream of messages with stray spaces is twenty messages", () => {
    const { frames } = cut(syslogFramer, [readShared('logs/syslog/framing/rsyslog-spframingfix.testdata')], 65_536);
    expect(frames).toEqual(Array.from({ length: 20 }, (_, i) => `<181>${String(i).padStart(2, '0')}`));
  });
});

describe('lines of a body', () => {
  test.for<[string, string, Cut]>([
    ['LF and CRLF', 'one\ntwo\r\nthree', { frames: ['one', 'two', 'three'], faults: [] }],
    ['empty lines count as numbers only', `one\n\n\r\n${long}\ntwo\n`, { frames: ['one', 'two'], faults: ['4 line_too_long'] }],
    ['any bytes but line ends belong to the line', 'a\0b\rc\n \n', { frames: ['a\0b\rc', ' '], faults: [] }],
    ['a long last line', `one\n${long}`, { frames: ['one'], faults: ['2 line_too_long'] }],
  ])('%s', ([, body, expected]) => {
    expect(cut(lineFramer, [body])).toEqual(expected);
    expect(cut(lineFramer, bytesOf(body))).toEqual(expected);
  });
});

describe('a JSON body', () => {
  test.for<[string, string, string[]]>([
    ['an array', '[{"a":1},{"b":[1,2,{"c":"]},"}]}]', ['{"a":1}', '{"b":[1,2,{"c":"]},"}]}']],
    ['white space keeps out of the values, and stays inside', ' [ {"a" : 1}\n,\r\n{ "b":2 }\t]\n', ['{"a" : 1}', '{ "b":2 }']],
    ['strings with quotes and backslashes', String.raw`["a\"b,]","\\",{"k\\\"":"\u005c"}]`, [String.raw`"a\"b,]"`, String.raw`"\\"`, String.raw`{"k\\\"":"\u005c"}`]],
    ['bare values', '[1,-2.5e3 , true,false,null]', ['1', '-2.5e3', 'true', 'false', 'null']],
    ['arrays inside', '[[],[[1]],[{}]]', ['[]', '[[1]]', '[{}]']],
    ['an empty array', '[ ]', []],
    ['one object over several lines', '{\n  "a": {"b": 1}\n}\n', ['{\n  "a": {"b": 1}\n}']],
    ['objects one after another', '{"a":1}\n{"b":2}{"c":3}', ['{"a":1}', '{"b":2}', '{"c":3}']],
    ['nothing', ' \n', []],
  ])('%s', ([, body, frames]) => {
    expect(cut(jsonValueFramer, [body])).toEqual({ frames, faults: [] });
    expect(cut(jsonValueFramer, bytesOf(body))).toEqual({ frames, faults: [] });
  });

  test.for([
    '[', '[{"a":1}', '[{"a":1},', '[1 2]', '[,1]', '[1,]', '[1]]', '[1] x', '[1}', '{"a":1', '"text"', 'Nov 23 words', '{"a":1},{"b":2}', '[abc]', '["a',
  ])('%s is refused, saying where', (body) => {
    expect(() => cut(jsonValueFramer, [body])).toThrow(/not JSON: .* at byte \d+/);
    expect(() => cut(jsonValueFramer, bytesOf(body))).toThrow(/not JSON: .* at byte \d+/);
  });

  test('a value over the limit is left out, by its number', () => {
    const body = `[1,{"a":"${long}"},"${long}",2]`;
    const expected = { frames: ['1', '2'], faults: ['2 line_too_long', '3 line_too_long'] };
    expect(cut(jsonValueFramer, [body])).toEqual(expected);
    expect(cut(jsonValueFramer, bytesOf(body))).toEqual(expected);
  });

  test('a value ten million brackets deep needs neither stack nor memory', () => {
    const framer = jsonValueFramer({ limit: 1_000, onFault: () => {} });
    const chunk = Buffer.alloc(100_000, '[');
    for (let i = 0; i < 100; i += 1) {
      framer.push(chunk);
      framer.take();
      expect(framer.held()).toBeLessThan(200_000);
    }
    expect(() => framer.end()).toThrow(/ends too early/);
  });

  test('the elements are the bytes that JSON.parse would read', () => {
    fc.assert(
      fc.property(fc.array(fc.json({ maxDepth: 4 }), { maxLength: 8 }), fc.constantFrom(',', ' ,\n', '\t, '), (values, comma) => {
        const { frames } = cut(jsonValueFramer, [`[${values.join(comma)}]`], 100_000);
        expect(frames.map((frame) => Buffer.from(frame, 'latin1').toString())).toEqual(values);
      }),
    );
  });
});

describe('however a stream is cut into chunks', () => {
  const piece = fc.oneof(
    fc.constantFrom('\n', '\r\n', '\0', '\r', ' ', '<1>', '6 <1>one', '12 ', '7', '[', ']', ',', '{', '}', '"', '\\', long),
    fc.string({ maxLength: 12 }),
  );
  const stream = fc.array(piece, { maxLength: 30 }).map((pieces) => Buffer.from(pieces.join('')));
  const cuts = fc.array(fc.nat(), { maxLength: 12 });

  const attempt = (make: Make, chunks: Buffer[]): Cut | 'refused' => {
    try {
      return cut(make, chunks);
    } catch {
      return 'refused';
    }
  };

  test.for<[string, Make]>([['syslog', syslogFramer], ['lines', lineFramer], ['JSON', jsonValueFramer]])('%s gives the same frames', ([, make]) => {
    fc.assert(
      fc.property(stream, cuts, (bytes, at) => {
        const places = [...new Set([0, bytes.length, ...at.map((n) => n % (bytes.length + 1))])].sort((a, b) => a - b);
        const chunks = places.slice(1).map((end, i) => bytes.subarray(places[i], end));
        expect(attempt(make, chunks)).toEqual(attempt(make, [bytes]));
      }),
      { numRuns: 2_000 },
    );
  });

  test.for<[string, Make]>([['syslog', syslogFramer], ['lines', lineFramer]])('%s: every byte is in a frame, between frames, or told of', ([, make]) => {
    fc.assert(
      fc.property(stream, (bytes) => {
        const { frames, faults } = cut(make, [bytes]);
        if (faults.length > 0) return;
        const kept = frames.join('').replaceAll(/[\n\r\0 ]|\d/g, '');
        expect(kept).toBe(bytes.toString('latin1').replaceAll(/[\n\r\0 ]|\d/g, ''));
      }),
      { numRuns: 500 },
    );
  });

  test.for<[string, Make]>([['lines', lineFramer], ['JSON', jsonValueFramer]])('%s gives the same blocks when taken at the same places', ([, make]) => {
    const block = (chunks: Buffer[]) => {
      const framer = make({ limit: 64, onFault: () => {} });
      for (const chunk of chunks) framer.push(chunk);
      return framer.take();
    };
    const body = Buffer.from(make === lineFramer ? `one\n\n${long}\ntwo\r\n` : `[1 ,"${long}", {"a":2}]`);
    const single = [...body].map((byte) => Buffer.from([byte]));
    expect(block(single)).toEqual(block([body]));
  });

  test('a line that comes byte by byte costs no more than its length', () => {
    const framer = syslogFramer({ limit: 1024 * 1024, onFault: () => {} });
    const byte = Buffer.from('x');
    const start = performance.now();
    for (let i = 0; i < 1_000_000; i += 1) framer.push(byte);
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
