import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { readBlockYaml } from './block.ts';
import { readYaml } from './index.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const plainOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? ''));
/** Milliseconds of the processor: the clock's are those of a busy machine. */
function timed(work: () => void): number {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000;
}
const general = (text: string): unknown => plainOf(parse(text, { schema: 'failsafe', uniqueKeys: false }));

test.for([
  ["a: 1.10\nb: 'it''s'\nc: \"q\\n\\u00e9\\x41\"\nd:\ne: ~"],
  ['a:\n- x\n- y: 1\n  z: 2\n-\n  q: 3\nb:\n  - - 1\n    - 2\n  - 3'],
  ["resolution: {integrity: sha512-qt/YV149==, tarball: https://host/x.tgz}\nengines: {node: '>=6.9.0', os: [linux, '!win32', ]}"],
  ['a: {b: {c: [1, {d: e}]}, f: }\ng: []\nh: {}'],
  ['a: [\n  one,\n  two\n]\nb: 1'],
  ['# comment\na: 1 # behind\n\n\n  # indented comment\nb: "#no" # yes'],
  ['deprecated: >-\n  this is\n  folded\nnext: |-\n  kept\n  lines\nlast: v'],
  ['text: this goes on\n  over a line\nnext: 1'],
  ["text: 'this goes on\n  over a line'\nnext: 1"],
  ["? 'a, b'\n: c\n? d\n:\n  e: f\n? g\n: h: i\n  j: k"],
  ["'@scope/a@1.0.0(b@2)':\n  dependencies:\n    '@x/y': 1.0.0(z@1)\n\n  engines: {node: '>= 0.8'}"],
  ['url: http://example.org/a#b\ntime: 12:30:45'],
])('reads as the general reader does: %j', ([text = '']) => {
  expect(plainOf(readBlockYaml(text.split('\n')))).toEqual(general(text));
});

test('reads what a general writer writes, as long as it has no anchors', () => {
  const scalar = fc.oneof(fc.string({ maxLength: 20 }), fc.string({ unit: 'binary', maxLength: 8 }), fc.constantFrom('>=1 <2', 'npm:a@1', '- x', 'a: b', '# c', '{', "it's", '1.0', 'true', ''));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, scalar, fc.array(tie('tree'), { maxLength: 4 }), fc.dictionary(scalar, tie('tree'), { maxKeys: 4 })),
  }));
  let own = 0;
  let all = 0;
  fc.assert(fc.property(fc.dictionary(scalar, tree, { maxKeys: 5 }), (value) => {
    const text = stringify(value, { lineWidth: 0, schema: 'failsafe', blockQuote: false });
    all += 1;
    try {
      const found = plainOf(readBlockYaml(text.split('\n')));
      own += 1;
      expect(found).toEqual(general(text));
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'UnreadYaml') throw error;
    }
  }), { numRuns: 100 });
  expect(own / all).toBeGreaterThan(0.5);
});

test('every scalar is a text, and no key reaches a prototype', () => {
  const [found] = readYaml(bytes('__proto__:\n  polluted: yes\nversion: 1.10\n'));
  expect(Object.entries(found ?? {})).toEqual([['__proto__', expect.objectContaining({ polluted: 'yes' })], ['version', '1.10']]);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

test('gives what it does not know to a general reader while that is small', () => {
  expect(plainOf(readYaml(bytes('a: &x {b: 1}\nc: *x\n')))).toEqual([{ a: { b: '1' }, c: { b: '1' } }]);
  expect(() => readYaml(bytes(`a: &x {b: 1}\nc: *x\n${'# filled\n'.repeat(2_000)}`))).toThrow('cannot be read');
});

test('several documents are several', () => {
  expect(plainOf(readYaml(bytes('---\na: 1\n---\nb: 2\n...\n# end\n')))).toEqual([{ a: '1' }, { b: '2' }]);
});

test.for([
  ['deep flows', '['.repeat(200_000)],
  ['deep flow maps', '{a: '.repeat(50_000)],
  ['deep sequences', `${'- '.repeat(200_000)}a`],
  ['deep blocks', Array.from({ length: 2_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ['quotes', '"'.repeat(200_000)],
  ['quotes on lines', 'a: "\n'.repeat(50_000)],
  ['question marks', '? '.repeat(100_000)],
  ['a merge left open', `a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n${'#\n'.repeat(10_000)}`],
  ['aliases of aliases', Array.from({ length: 30 }, (_, at) => `a${at}: &a${at} [${at === 0 ? 'x' : `*a${at - 1},*a${at - 1},*a${at - 1}`}]`).join('\n')],
  ['a text without an end', `a: '${'x\n  '.repeat(100_000)}`],
])('refuses %s quickly', ([, text = '']) => {
  expect(timed(() => expect(() => readYaml(bytes(text))).toThrow('cannot be read'))).toBeLessThan(2_000);
});

test.for([
  ['keys', (many: number) => Array.from({ length: many }, (_, at) => `k${at}: {a: 1}`).join('\n')],
  ['comments', (many: number) => `${'#\n'.repeat(many)}a: 1`],
  ['lines of a block', (many: number) => `a: |\n${'  x\n'.repeat(many)}b: 1`],
  ['lines of a plain text', (many: number) => `a: x\n${'  x\n'.repeat(many)}b: 1`],
  ['lines of a flow', (many: number) => `a: [\n${'  x,\n'.repeat(many)}  ]\nb: 1`],
] as const)('50,000 %s take no time worth speaking of', ([, write]) => {
  expect(timed(() => expect(readYaml(bytes(write(50_000)))).toHaveLength(1))).toBeLessThan(2_000);
});
