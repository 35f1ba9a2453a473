import { describe, expect, test } from 'vitest';

import { hasShared, readShared } from '../../../../test/support/shared.ts';
import { zipEntries } from '../../../kernel/zip.ts';
import { orderOf } from './index.ts';

/** Lines of the fixtures by ecosystem; what a line holds apart from a comparison is a comment. */
const FILES: readonly [ecosystem: string, files: readonly string[], lines: number][] = [
  ['Debian', ['debian-versions', 'debian-versions-generated'], 14_472],
  ['Alpine', ['alpine-versions', 'alpine-versions-generated'], 14_757],
  ['Packagist', ['packagist-versions', 'packagist-versions-generated'], 10_725],
  ['RubyGems', ['rubygems-versions-generated'], 4098],
  ['Maven', ['maven-versions'], 102],
  ['npm', ['semver-versions'], 86],
  ['CRAN', ['cran-versions', 'cran-versions-generated'], 78],
  ['PyPI', ['pypi-versions'], 37],
  ['Hackage', ['hackage-versions'], 11],
];

/** Packagist's lines come from PHP's version_compare as it is; these differ once Composer has normalized the versions, as it always does. */
const BEFORE_NORMALIZING: ReadonlySet<string> = new Set([
  // Composer pads to four numbers: 1.0 is 1.0.0, and a prerelease of 3.0.0 comes before 3.0.
  '1.0.0 > 1.0', 'v3.0 < v3.0.0-beta', 'v3.4 < v3.4.0-alpha', 'v4.4 < v4.4.0-beta', 'v6.5 < v6.5.0-beta-0', 'v6.6 < v6.6.0-beta',
  'v4-beta4 < v4.0-alpha',
  // PHP knows words in lower case only; Composer writes them so.
  'v1.9.0-ALPHA.1 = v1.9.0-BETA.1', 'v1.9.0-BETA.1 < v1.9.0-ALPHA.2', 'v1.9.0-ALPHA.2 = v1.9.0-BETA.2',
  // "stable" is a word of Composer's that says nothing; PHP does not know it.
  '5.1.0-stable < 5.1.0-beta2',
  // "b1.post1" is no version to Composer.
  '3.0.0b1 < 3.0.0b1.post1', '3.0.0b2 < 3.0.0b2.post1', '3.2.0rc1 < 3.2.0rc1.post1',
]);

const SIGNS = { '-1': '<', '0': '=', '1': '>' } as const;

describe.skipIf(!hasShared)('orders agree with what the tools of the ecosystems said (shared data)', () => {
  const limits = { entries: 100, entryBytes: 10_000_000, readBytes: 50_000_000 };
  const entries = hasShared ? zipEntries(readShared('scan-fixtures/versions/version-order.zip'), limits) : [];
  const linesOf = (file: string): string[] => {
    const entry = entries.find(({ name }) => name.endsWith(`/${file}.txt`) || name === `${file}.txt`);
    return Buffer.from(entry?.read() ?? []).toString().split('\n')
      .filter((line) => !line.startsWith('#') && !line.startsWith('//') && line.split(' ').length === 3);
  };

  test.for(FILES)('%s', ([ecosystem, files, count]) => {
    const order = orderOf(ecosystem);
    const lines = files.flatMap(linesOf);
    expect(lines).toHaveLength(count);
    const wrong: string[] = [];
    const incomparable: string[] = [];
    for (const line of lines) {
      const [a = '', sign, b = ''] = line.split(' ');
      // Alpine's tools compare what they refuse to install, differently from release to release.
      if (ecosystem === 'Alpine' && (order?.isValid(a) !== true || !order.isValid(b))) incomparable.push(line);
      else if (ecosystem === 'Packagist' && BEFORE_NORMALIZING.has(line)) incomparable.push(line);
      else if (order === undefined || SIGNS[order.compare(a, b)] !== sign || SIGNS[order.compare(b, a)] !== reversed(sign)) wrong.push(line);
    }
    expect(wrong).toEqual([]);
    expect(incomparable).toHaveLength(ecosystem === 'Alpine' ? 95 : ecosystem === 'Packagist' ? BEFORE_NORMALIZING.size : 0);
  });
});

const reversed = (sign: string | undefined): string | undefined => (sign === '<' ? '>' : sign === '>' ? '<' : sign);
