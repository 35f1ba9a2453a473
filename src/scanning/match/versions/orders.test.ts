import { execFileSync, spawnSync } from 'node:child_process';

import { lt as rubyLess, valid as validRuby } from '@renovatebot/ruby-semver';
import { eq as pythonSame, lt as pythonLess } from '@renovatebot/pep440';
import fc from 'fast-check';
import { compare as compareNpm, valid as validNpm } from 'semver';
import { describe, expect, test } from 'vitest';

import { apk } from './apk.ts';
import { composer } from './composer.ts';
import { dpkg } from './dpkg.ts';
import { gem } from './gem.ts';
import { go } from './go.ts';
import { orderOf } from './index.ts';
import { maven } from './maven.ts';
import { nuget } from './nuget.ts';
import { cran, hackage } from './numbers.ts';
import type { Sign, VersionOrder } from './order.ts';
import { pep440 } from './pep440.ts';
import { rpm, rpmWithoutEpoch } from './rpm.ts';
import { bitnami, conan, pub, semver } from './semver.ts';

/** Few letters and digits, so that versions meet often in their first parts. */
const soup = (characters: string) => fc.string({ unit: fc.constantFrom(...characters.split('')), minLength: 1, maxLength: 10 });
const number = fc.constantFrom('0', '1', '2', '9', '10', '01', '20240101', '99999999999999999999');
const dotted = fc.array(number, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));
const plainNumber = fc.constantFrom('0', '1', '2', '9', '10', '20240101');
const triple = fc.tuple(plainNumber, plainNumber, plainNumber).map((parts) => parts.join('.'));
const tail = (...tails: string[]) => fc.constantFrom('', ...tails);

const debian = fc.tuple(tail('0:', '1:', '12:'), dotted, soup('~+.ab0129-'), tail('-1', '-1+deb12u1', '-1~bpo12+1', '-0ubuntu1'))
  .map((parts) => parts.join('')).filter((version) => !version.endsWith('-'));
const redHat = fc.tuple(tail('0:', '1:', '12:'), dotted, soup('~^._ab0129+'), tail('-1', '-1.el9', '-1.el9_2.3', '-0.1.rc1', '-1.module+el8'))
  .map((parts) => parts.join(''));
const alpine = fc.tuple(dotted, tail('a', 'b'), tail('_rc', '_rc1', '_alpha2', '_pre20', '_p1', '_git20240101'), tail('_p2', '_rc3'), tail('~ab12', '~ab'), tail('-r0', '-r1', '-r12'))
  .map((parts) => parts.join(''));
const semantic = fc.tuple(triple, tail('-0', '-1', '-a', '-alpha.1', '-alpha.beta', '-rc.10', '-0.20190308221718-c2843e01d9a2', '-x-y'), tail('+1', '+incompatible'))
  .map((parts) => parts.join(''));
const python = fc.tuple(tail('1!'), dotted, tail('a1', 'b2', 'rc1', '.alpha', '-pre3', 'c0'), tail('.post1', '-1', '.rev2', 'post'), tail('.dev0', '.dev3', 'dev'), tail('+local', '+1.2', '+a.b'))
  .map((parts) => parts.join(''));
const ruby = fc.tuple(dotted, tail('.rc1', '.pre.2', '-beta', '.a.0.b', 'rc', '.0.0'), tail('.1', '.0')).map((parts) => parts.join(''));
// Mixed separators behind qualifiers (`1-a.1-1`) are left out: Maven's own order is not transitive there.
const java = fc.tuple(dotted, tail('-alpha-1', '-beta2', '-SNAPSHOT', '.Final', '-rc1', '.RELEASE', '-jre', '-sp1', '-m2')).map((parts) => parts.join(''));
const php = fc.tuple(tail('v'), dotted, tail('-dev', '-alpha1', 'b2', '-RC3', '-p1', 'rc.1', '-beta-2')).map((parts) => parts.join(''));

const ORDERS: readonly { order: VersionOrder; versions: fc.Arbitrary<string> }[] = [
  { order: dpkg, versions: debian },
  { order: rpm, versions: redHat },
  { order: rpmWithoutEpoch, versions: redHat },
  { order: apk, versions: alpine },
  { order: semver, versions: semantic },
  { order: pub, versions: semantic },
  { order: conan, versions: semantic },
  { order: go, versions: semantic },
  { order: nuget, versions: fc.oneof(semantic, dotted) },
  { order: bitnami, versions: semantic },
  { order: pep440, versions: python },
  { order: gem, versions: ruby },
  { order: maven, versions: java },
  { order: composer, versions: php },
  { order: cran, versions: dotted.map((text) => text.replace('.', '-')) },
  { order: hackage, versions: dotted },
];

describe.for(ORDERS)('$order.id is a total order', ({ order, versions }) => {
  test('what it says backwards is the opposite, and it calls versions valid that are', () => {
    fc.assert(fc.property(versions, versions, (a, b) => {
      expect(order.compare(a, a)).toBe(0);
      expect(order.compare(a, b) + order.compare(b, a)).toBe(0);
      expect(order.isValid(a)).toBe(true);
    }), { numRuns: 500 });
  });

  test('a row of versions can be sorted', () => {
    fc.assert(fc.property(versions, versions, versions, (a, b, c) => {
      const [low = '', middle = '', high = ''] = [a, b, c].sort((one, two) => order.compare(one, two));
      expect(order.compare(low, middle)).toBeLessThanOrEqual(0);
      expect(order.compare(middle, high)).toBeLessThanOrEqual(0);
      expect(order.compare(low, high)).toBe(Math.min(order.compare(low, middle), order.compare(middle, high)) as Sign);
    }), { numRuns: 1000 });
  });

  test('any text is compared, the same both ways', () => {
    fc.assert(fc.property(fc.string({ maxLength: 30 }), fc.oneof(versions, fc.string({ maxLength: 30 })), (a, b) => {
      expect(order.compare(a, b) + order.compare(b, a)).toBe(0);
      expect(order.isValid('')).toBe(false);
    }), { numRuns: 300 });
  });

  test('long hostile text costs no more than its length', () => {
    const started = performance.now();
    for (const piece of ['1', 'a', '-', '.', '~', '1.', '-a', '1a', 'a.1-']) {
      const text = piece.repeat(50_000);
      order.compare(text, `${text}1`);
      order.compare(piece.repeat(250), `${piece.repeat(250)}1`);
      expect(order.isValid(text)).toBe(false);
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

const has = (tool: string): boolean => spawnSync(tool, ['--version']).error === undefined;
const sample = (versions: fc.Arbitrary<string>, count: number): [string, string][] =>
  fc.sample(fc.tuple(versions, versions), { numRuns: count, seed: 20_261_123 });

describe('orders agree with the tools themselves on generated versions', () => {
  test.skipIf(!has('dpkg'))('dpkg --compare-versions', () => {
    const pairs = sample(debian, 250).filter(([a, b]) => dpkg.isValid(a) && dpkg.isValid(b));
    const script = 'while read -r a b; do dpkg --compare-versions "$a" lt "$b" && echo -1 || { dpkg --compare-versions "$a" eq "$b" && echo 0 || echo 1; }; done 2>/dev/null';
    const said = execFileSync('sh', ['-c', script], { input: `${pairs.map((pair) => pair.join(' ')).join('\n')}\n`, encoding: 'utf8' });
    expect(pairs.map(([a, b]) => `${a} ${b} ${dpkg.compare(a, b)}`)).toEqual(said.trim().split('\n').map((sign, at) => `${pairs[at]?.join(' ')} ${sign}`));
  });

  test.skipIf(!has('rpm'))('rpm.vercmp', () => {
    const pairs = sample(redHat, 2000);
    const script = '%{lua:for line in io.lines() do local a, b = line:match("(.-) (.*)"); print(rpm.vercmp(a, b) .. "\\n") end}';
    const said = execFileSync('rpm', ['--eval', script], { input: `${pairs.map((pair) => pair.join(' ')).join('\n')}\n`, encoding: 'utf8' });
    expect(pairs.map(([a, b]) => `${a} ${b} ${rpm.compare(a, b)}`)).toEqual(said.trim().split('\n').map((sign, at) => `${pairs[at]?.join(' ')} ${sign}`));
  });

  test('node-semver', () => {
    const pairs = sample(semantic, 2000);
    expect(pairs.filter(([a, b]) => validNpm(a) === null || semver.compare(a, b) !== compareNpm(a, b))).toEqual([]);
  });

  test('PEP 440 as Renovate has it', () => {
    const pairs = sample(python, 2000);
    const other = (a: string, b: string): Sign => (pythonLess(a, b) ? -1 : pythonSame(a, b) ? 0 : 1);
    expect(pairs.filter(([a, b]) => pep440.compare(a, b) !== other(a, b))).toEqual([]);
    expect(pairs.filter(([a, b]) => (pep440.canonical?.(a) === pep440.canonical?.(b)) !== (pep440.compare(a, b) === 0))).toEqual([]);
  });

  test('RubyGems as Renovate has it', () => {
    const pairs = sample(ruby.filter((version) => !version.includes('999') && validRuby(version) !== null), 2000);
    expect(pairs.filter(([a, b]) => (gem.compare(a, b) < 0) !== rubyLess(a, b))).toEqual([]);
  });
});

describe('versions that fooled others', () => {
  const CASES: readonly [ecosystem: string, a: string, sign: '<' | '=' | '>', b: string, why: string][] = [
    ['Debian:12', '1:1.0-1', '>', '2.0-1', 'an epoch comes before all'],
    ['Debian:12', '2.36-9+deb12u7', '<', '2.36-9+deb12u10', 'digits are numbers'],
    ['Ubuntu:22.04:LTS', '3.0.2-0ubuntu1.9', '<', '3.0.2-0ubuntu1.10', ''],
    ['AlmaLinux:9', '1:1.0-1.el9', '>', '2.0-1.el9', ''],
    ['AlmaLinux:9', '0:2.0-1.el9', '=', '2.0-1.el9', 'no epoch is zero'],
    ['openSUSE:Leap 15.5', '1.0~rc1-1', '<', '1.0-1', 'tilde is before the end'],
    ['Red Hat:enterprise_linux:9', '1.0^git1-1', '>', '1.0-1', 'caret is behind it'],
    ['Red Hat:enterprise_linux:9', '1.0^git1-1', '<', '1.0.1-1', ''],
    ['Alpine:v3.18', '3.1.7_rc1-r0', '<', '3.1.7-r0', ''],
    ['Alpine:v3.18', '3.1.7_p1-r0', '>', '3.1.7-r5', ''],
    ['Alpine:v3.18', '1.2.3-r10', '>', '1.2.3-r9', ''],
    ['Wolfi', '1.2.3-r0', '<', '1.2.3-r1', ''],
    ['Go', 'v2.7.1+incompatible', '<', '2.8.0', ''],
    ['Go', 'v0.0.0-20190308221718-c2843e01d9a2', '<', 'v0.0.0-20200622213623-75b288015ac9', 'a pseudo-version is as old as its time'],
    ['Go', 'go1.21rc2', '<', '1.21.0', ''],
    ['Go', 'go1.21.3', '=', '1.21.3', ''],
    ['Go', 'go1.20.1 X:boringcrypto', '=', 'v1.20.1', ''],
    ['Bitnami', '1.2.3-4', '>', '1.2.3', 'a build of Bitnami is no prerelease'],
    ['npm', '1.0.0-0', '<', '1.0.0', ''],
    ['Pub', '1.0.0+2', '>', '1.0.0+1', 'in Dart a build counts'],
    ['NuGet', '1.0.0.1', '>', '1.0', 'four numbers'],
    ['NuGet', '1.0-BETA', '=', '1.0.0-beta', ''],
    ['PyPI', '1.0.post1', '=', '1.0-1', ''],
    ['PyPI', '1.0+1e5', '>', '1.0+12ab', ''],
    ['PyPI', '2004d', '<', '0.1', 'what is older than PEP 440 is below'],
    ['Packagist', 'v1.0', '=', '1.0.0.0', 'Composer pads'],
    ['Packagist', 'dev-main', '<', '0.1', ''],
    ['Maven', '31.1-jre', '>', '31.1-android', ''],
    ['Maven', '2.9.10.4', '>', '2.9.10', ''],
    ['CRAN', '0.9', '<', '0.75', ''],
  ];
  test.for(CASES)('%s: %s %s %s %s', ([ecosystem, a, sign, b]) => {
    const result = orderOf(ecosystem)?.compare(a, b);
    expect(result).toBe(sign === '<' ? -1 : sign === '>' ? 1 : 0);
  });

  test.for([['npm', 'workspace:*'], ['npm', 'latest'], ['Go', '(devel)'], ['PyPI', 'unknown'], ['crates.io', ''], ['Alpine:v3.18', '1.2.3-foo'], ['Debian:12', '1.0 2'], ['Debian:12', '1.0-']] as const)(
    '%s has no version %j', ([ecosystem, version]) => {
      expect(orderOf(ecosystem)?.isValid(version)).toBe(false);
    });
});
