import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasShared, readShared } from '../../../../test/support/shared.ts';
import { cveId, cveNumber } from './cve-id.ts';
import { readEpss } from './epss.ts';
import { readKev } from './kev.ts';
import { readModified } from './modified.ts';
import { isMeant, readReleases, readSupportEnded, readSupportLimited } from './support.ts';

const bytes = (text: string) => Buffer.from(text);
const number = (id: string) => cveNumber(id) ?? Number.NaN;

describe('CVE ids', () => {
  test('are numbers and back', () => {
    fc.assert(fc.property(fc.integer({ min: 1999, max: 2099 }), fc.integer({ min: 1, max: 99_999_999 }), (year, n) => {
      const id = `CVE-${year}-${String(n).padStart(4, '0')}`;
      expect(cveId(number(id))).toBe(id);
    }));
  });

  test.for(['CVE-2024-123', 'CVE-2024-01234', 'cve-2024-1234', 'CVE-2024-123456789', 'GHSA-1', ''])('%s is none', (id) => {
    expect(cveNumber(id)).toBeUndefined();
  });
});

describe('EPSS', () => {
  const feed = '#model_version:v2025.03.14,score_date:2026-11-22T12:00:00+0000\ncve,epss,percentile\nCVE-2021-44228,0.97566,0.99996\nCVE-1999-0001,1e-05,0.00000\n';

  test.for<[string, Uint8Array]>([['plain', bytes(feed)], ['gzip', gzipSync(feed)], ['with CRLF', bytes(feed.replaceAll('\n', '\r\n'))]])('is read: %s', ([, content]) => {
    expect(readEpss(content)).toEqual({ date: '2026-11-22', model: 'v2025.03.14', scores: new Map([[number('CVE-2021-44228'), [97_566, 99_996]], [number('CVE-1999-0001'), [1, 0]]]) });
  });

  test.for<[string, Uint8Array, string]>([
    ['another table', bytes('id,score\nCVE-2021-44228,1\n'), 'do not begin with'],
    ['gzip that is cut short', gzipSync(feed.repeat(50)).subarray(0, 100), 'no whole gzip'],
    ['scores beyond 1', bytes('cve,epss,percentile\nCVE-2021-44228,7,0.5\n'), '1 of 1 lines'],
    ['nothing', bytes('cve,epss,percentile\n'), '0 of 0 lines'],
  ])('is refused: %s', ([, content, reason]) => {
    expect(() => readEpss(content)).toThrow(reason);
  });
});

describe('KEV', () => {
  test('is read, with dates or without', () => {
    const kev = readKev(bytes(JSON.stringify({ count: 2, vulnerabilities: [{ cveID: 'CVE-2021-44228', dateAdded: '2021-12-10', dueDate: '2021-12-24', knownRansomwareCampaignUse: 'Known' }, { cveID: 'CVE-2008-0015' }] })));
    expect(kev.get(number('CVE-2021-44228'))).toEqual({ added: '2021-12-10', due: '2021-12-24', ransomware: true });
    expect(kev.get(number('CVE-2008-0015'))).toEqual({});
  });

  test.for<[string, string, string]>([['no JSON', '{', 'is no JSON'], ['another file', '{}', 'has no list'], ['less than it says', '{"count":2,"vulnerabilities":[{"cveID":"CVE-2008-0015"}]}', '1 of its 2']])('is refused: %s', ([, text, reason]) => {
    expect(() => readKev(bytes(text))).toThrow(reason);
  });
});

test('a list of modified ids is read in the form of an ecosystem and of the whole bucket, or not at all', () => {
  const [at, later] = [Date.parse('2026-11-01T00:00:00Z'), Date.parse('2026-11-02T00:00:00Z')];
  expect(readModified(bytes('2026-11-02T00:00:00Z,GHSA-1\n2026-11-01T00:00:00.000Z,npm/GHSA-2\r\n'))).toEqual(new Map([['GHSA-1', later], ['GHSA-2', at]]));
  expect(() => readModified(bytes('2026-11-02T00:00:00Z,GHSA-1\n2026-11-0'))).toThrow('line 2');
  expect(() => readModified(bytes('2026-11-02T00:00:00Z,npm/../../etc/passwd'))).toThrow('line 1');
});

describe('Debian’s and Ubuntu’s lists', () => {
  test('of packages without support', () => {
    const ended = readSupportEnded(bytes('# name version day words\n\ndnsdist  1.7.3-2  2025-10-01  No backports\nphp-horde.*\t0\t\t2025-03-22\thttps://example.org\n'), 'Debian:12');
    expect(ended).toMatchObject([{ pattern: 'dnsdist', since: '2025-10-01', note: 'No backports' }, { pattern: 'php-horde.*', since: '2025-03-22' }]);
    expect([isMeant('php-horde.*', 'php-horde-core'), isMeant('dnsdist', 'dnsdist-x')]).toEqual([true, false]);
    expect(readSupportLimited(bytes('binutils  Only for trusted content\n'), 'Debian')).toEqual([{ ecosystem: 'Debian', pattern: 'binutils', is: 'limited', note: 'Only for trusted content' }]);
  });

  test.skipIf(!hasShared)('of releases (needs the shared data)', () => {
    expect(readReleases(readShared('advisories/eol/debian.csv'), 'Debian').find(({ ecosystem }) => ecosystem === 'Debian:12')).toEqual({ ecosystem: 'Debian:12', name: 'bookworm', released: '2023-06-10', eol: '2026-07-11', eolLts: '2028-06-30' });
    expect(readReleases(readShared('advisories/eol/ubuntu.csv'), 'Ubuntu').find(({ ecosystem }) => ecosystem === 'Ubuntu:22.04:LTS')).toMatchObject({ name: 'jammy' });
  });
});
