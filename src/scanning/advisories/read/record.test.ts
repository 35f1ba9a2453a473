import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { osvRecord } from '../../../../test/support/advisories.ts';
import { GlacisError } from '../../../kernel/errors.ts';
import { readRecord } from './record.ts';

const read = (record: unknown) => readRecord(Buffer.from(JSON.stringify(record)));
function outcomeOf(text: string): 'read' | 'refused' | 'something else' {
  try {
    readRecord(Buffer.from(text));
    return 'read';
  } catch (error) {
    return error instanceof GlacisError ? 'refused' : 'something else';
  }
}
const affected = (ecosystem: string, more: object = {}) => ({ package: { ecosystem, name: 'thing' }, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2' }] }], ...more });

describe('a record that is not right is refused whole, with the reason', () => {
  test.for<[string, Record<string, unknown>, string]>([
    ['an id with a space', { id: 'GHSA 1' }, 'its id is no id'],
    ['no time of modification', { modified: undefined }, 'modified is no time'],
    ['a time that is none', { modified: '2026-11-01' }, 'modified is no time'],
    ['affected that is no list', { affected: {} }, 'affected is no list'],
    ['a package without a name', { affected: [{ package: { ecosystem: 'npm' } }] }, 'the name of a package is no text'],
    ['a version that is no text', { affected: [affected('npm', { versions: [1] })] }, 'a version is no text'],
    ['an event that says nothing', { affected: [affected('npm', { ranges: [{ type: 'SEMVER', events: [{}] }] })] }, 'one of events says nothing'],
    ['too many versions', { affected: [affected('npm', { versions: Array.from({ length: 50_001 }, String) })] }, 'versions has more than 50000 entries'],
  ])('%s', ([, given, reason]) => {
    expect(() => read(osvRecord('GHSA-1', given))).toThrow(reason);
  });

  test('whatever bytes come, it is read or refused', () => {
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
      expect(outcomeOf(text)).not.toBe('something else');
    }));
  });
});

describe("the vendor's rating is taken from where each ecosystem keeps it", () => {
  test.for<[string, string, Record<string, unknown>, string | undefined]>([
    ['Debian: urgency', 'Debian:12', { affected: [affected('Debian:12', { ecosystem_specific: { urgency: 'not yet assigned' } })] }, 'not yet assigned'],
    ['Ubuntu: severity of its own type', 'Ubuntu:24.04:LTS', { severity: [{ type: 'Ubuntu', score: 'medium' }], affected: [affected('Ubuntu:24.04:LTS')] }, 'medium'],
    ['Red Hat: the database says it', 'Red Hat:enterprise_linux:9', { database_specific: { severity: 'Moderate' }, affected: [affected('Red Hat:enterprise_linux:9')] }, 'Moderate'],
    ['AlmaLinux: the title says it', 'AlmaLinux:9', { summary: 'Important: thing security update', affected: [affected('AlmaLinux:9')] }, 'Important'],
    ['GitHub: the database says it', 'npm', { database_specific: { severity: 'HIGH' } }, 'HIGH'],
    ['RustSec: what kind of information', 'crates.io', { affected: [affected('crates.io', { database_specific: { informational: 'unmaintained' } })] }, 'unmaintained'],
    ['nobody says anything', 'npm', {}, undefined],
  ])('%s', ([, , given, rating]) => {
    expect(read(osvRecord('X-1', given)).affected[0]?.rating).toBe(rating);
  });

  test("and so is what Debian's tracker will do", () => {
    expect(read(osvRecord('X-1', { affected: [affected('Debian:12', { database_specific: { state: 'no-dsa' } })] })).affected[0]?.state).toBe('no-dsa');
  });
});

test('vectors of packages count as the advisory’s, and stay with the package where they differ', () => {
  const [one, two] = ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'];
  const severity = (score: string) => [{ type: 'CVSS_V3', score }];
  const record = read(osvRecord('BIT-1', { affected: [affected('Bitnami', { severity: severity(one) }), { ...affected('Bitnami', { severity: severity(two) }), package: { ecosystem: 'Bitnami', name: 'other' } }] }));
  expect(record.cvss).toEqual([one, two]);
  expect(record.affected.map(({ cvss }) => cvss)).toEqual([[one], [two]]);
});

test('what AlmaLinux only relates to is what it fixes; errata about bugs affect nothing', () => {
  const related = ['CVE-2026-1', 'CVE-2026-0002', 'RHSA-1'];
  expect(read(osvRecord('ALSA-2026:1', { related, affected: [affected('AlmaLinux:9')] })).upstream).toEqual(['CVE-2026-1', 'CVE-2026-0002']);
  expect(read(osvRecord('ALBA-2026:1', { related: [], affected: [affected('AlmaLinux:9')] })).affected).toEqual([]);
  expect(read(osvRecord('GHSA-1', { related })).upstream).toEqual([]);
});

test('modules are those that are stated, or that the title of a build of a module names', () => {
  const build = [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1:18.1-1.module_el8.6.0+3263+904da987' }] }];
  expect(read(osvRecord('RHSA-1', { affected: [affected('Red Hat:enterprise_linux:9', { database_specific: { modules: ['nodejs:18'] } })] })).affected[0]?.module).toBe('nodejs:18');
  const titled = osvRecord('ALSA-1', { summary: 'Moderate: idm:DL1 and 389-ds:1.4 security update', affected: [affected('AlmaLinux:8', { ranges: build })] });
  expect(read(titled).affected.map(({ module }) => module)).toEqual(['idm:DL1', '389-ds:1.4']);
  expect(read(osvRecord('ALSA-2', { summary: 'Moderate: idm:DL1 security update', affected: [affected('AlmaLinux:8')] })).affected[0]?.module).toBeUndefined();
});

test('entries that say the same of a package are one, with the versions of all; those that differ stay apart', () => {
  const more = affected('Maven', { ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '3' }, { fixed: '4' }] }], versions: ['3.1'] });
  expect(read(osvRecord('GHSA-1', { affected: [affected('Maven', { versions: ['1'] }), more] })).affected).toMatchObject([{ name: 'thing', versions: ['1', '3.1'], ranges: [{ events: [{ introduced: '0' }, { fixed: '2' }] }, { events: [{ introduced: '3' }, { fixed: '4' }] }] }]);
  expect(read(osvRecord('GHSA-1', { affected: [affected('Maven'), { ...more, ecosystem_specific: { urgency: 'low' } }] })).affected).toHaveLength(2);
});

test('names with several spellings are looked up by one and shown as written; ranges of commits say nothing of packages', () => {
  const record = read(osvRecord('PYSEC-1', { affected: [
    { package: { ecosystem: 'PyPI', name: 'Zope.Interface' }, versions: ['1'], ranges: [{ type: 'GIT', repo: 'https://example.org', events: [{ introduced: '0' }] }] },
    { ranges: [{ type: 'GIT', events: [{ introduced: '0' }] }] },
  ] }));
  expect(record.affected).toEqual([{ ecosystem: 'PyPI', name: 'zope-interface', written: 'Zope.Interface', ranges: [], versions: ['1'] }]);
});

test('prose is cut, addresses that nobody should follow are left out', () => {
  const record = read(osvRecord('GHSA-1', { summary: 'x'.repeat(9_000), details: `${'y'.repeat(9_999)}\ud800 tail`, references: [{ url: 'javascript:alert(1)' }, { url: 'https://example.org/a' }, { url: 'https://example.org/\u001b[2J' }, 'x'] }));
  expect(record.summary).toHaveLength(500);
  expect(record.details).toBe(`${'y'.repeat(9_999)}\ufffd`);
  expect(record.references).toEqual(['https://example.org/a']);
});
