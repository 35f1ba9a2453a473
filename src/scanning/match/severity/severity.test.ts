import { describe, expect, test } from 'vitest';

import { bookOf, recordOf } from '../../../../test/support/advisory-book.ts';
import { hasShared, readShared } from '../../../../test/support/shared.ts';
import type { CveFacts } from '../advisory.ts';
import { scoreOf } from './cvss.ts';
import { ratingsOf } from './rating.ts';
import { severityOfWord } from './words.ts';

describe('CVSS vectors', () => {
  test.for([
    // Examples of the specifications and NVD's pages.
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 10, 'critical', 'Log4Shell'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', 7.5, 'high', 'Heartbleed'],
    ['CVSS:3.0/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', 4.6, 'medium', 'Bluetooth of a phone'],
    ['CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N', 1.8, 'low', ''],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0, 'negligible', 'none'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O', 9.8, 'critical', 'the base score, whatever time has done to it'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 9.3, 'critical', ''],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U', 9.3, 'critical', ''],
    ['CVSS:4.0/AV:N/AC:L/AT:P/PR:H/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:X/CR:X', 7.5, 'high', ''],
    ['AV:N/AC:L/Au:N/C:C/I:C/A:C', 10, 'high', 'version 2 knows no critical'],
    ['(AV:N/AC:L/Au:N/C:P/I:P/A:P)', 7.5, 'high', ''],
    ['AV:N/AC:M/Au:N/C:N/I:P/A:N', 4.3, 'medium', ''],
    ['AV:L/AC:H/Au:N/C:P/I:N/A:N', 1.2, 'low', ''],
  ] as const)('%s is %d, %s (%s)', ([vector, score, severity]) => {
    expect(scoreOf(vector)).toMatchObject({ score, severity, vector });
  });

  test.for([
    '', 'garbage', 'CVSS:3.1/AV:N/AC:L', 'CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/QQ:1',
    'CVSS:3.1/AV:N/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'CVSS:5.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'AV:N/AC:L/Au:N', `CVSS:3.1/${'AV:N/'.repeat(10_000)}`,
  ])('%j is none, rather than scored too low', (vector) => {
    expect(scoreOf(vector)).toBeUndefined();
  });

  test.skipIf(!hasShared)('the vectors of real CVEs are understood (shared data)', () => {
    const facts = JSON.parse(readShared('advisories/cve-cvss.json').toString()) as Record<string, unknown>;
    const vectors = JSON.stringify(facts).match(/CVSS:3\.[01]\/[A-Z:/]+/g) ?? [];
    expect(vectors.length).toBeGreaterThan(9000);
    // A slip of its writer: there is no U for integrity.
    expect(vectors.filter((vector) => scoreOf(vector) === undefined)).toEqual(['CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:U/A:U']);
  });
});

describe('ratings in words', () => {
  test.for([
    ['unimportant', 'negligible'], ['Important', 'high'], ['MODERATE', 'medium'], ['medium**', 'medium'], ['Critical', 'critical'], ['low', 'low'],
    ['not yet assigned', undefined], ['untriaged', undefined], ['end-of-life', undefined],
  ] as const)('%s means %s', ([word, severity]) => {
    expect(severityOfWord(word)).toBe(severity);
  });
});

describe('which rating counts', () => {
  const vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
  const milder = 'CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:N';
  const nvd: CveFacts = { id: 'CVE-2024-1', cvss: [{ vector: milder, source: 'Somebody' }, { vector, source: 'NVD' }] };
  const advisory = (id: string, ecosystem: string, said: { rating?: string; cvss?: string[] }) => {
    const severity = (said.cvss ?? []).map((score) => ({ type: 'CVSS_V3', score }));
    const record = recordOf({ id, severity, affected: [{ package: { ecosystem, name: 'a' }, versions: ['1'], ecosystem_specific: { urgency: said.rating } }] });
    return bookOf([record]).about(ecosystem, 'a');
  };

  test("the vendor's own word, whatever NVD says", () => {
    const { rating, others } = ratingsOf(advisory('DEBIAN-CVE-2024-1', 'Debian:12', { rating: 'unimportant' }), [nvd]);
    expect(rating).toEqual({ severity: 'negligible', source: 'Debian' });
    expect(others).toEqual([{ severity: 'critical', source: 'NVD', vector, score: 9.8 }, { severity: 'low', source: 'Somebody', vector: milder, score: 3.3 }]);
  });

  test('else the CVSS that the advisory carries', () => {
    const { rating } = ratingsOf(advisory('GHSA-aaaa-bbbb-cccc', 'npm', { cvss: [milder] }), [nvd]);
    expect(rating).toEqual({ severity: 'low', source: 'GitHub', vector: milder, score: 3.3 });
  });

  test('else NVD, before others', () => {
    const { rating } = ratingsOf(advisory('DSA-1-1', 'Debian:12', { rating: 'not yet assigned' }), [nvd]);
    expect(rating).toEqual({ severity: 'critical', source: 'NVD', vector, score: 9.8 });
  });

  test('else it is unknown, which is not low', () => {
    expect(ratingsOf(advisory('DSA-1-1', 'Debian:12', {}), []).rating.severity).toBe('unknown');
  });

  test('of two words the worse', () => {
    const both = [...advisory('RHSA-2024:1', 'Red Hat:enterprise_linux:9', { rating: 'Low' }), ...advisory('RHSA-2024:2', 'Red Hat:enterprise_linux:9', { rating: 'Important' })];
    expect(ratingsOf(both, []).rating).toEqual({ severity: 'high', source: 'Red Hat' });
  });

  test('a package made to do harm is critical', () => {
    expect(ratingsOf(advisory('MAL-2024-1', 'npm', {}), []).rating).toEqual({ severity: 'critical', source: 'OpenSSF' });
  });
});
