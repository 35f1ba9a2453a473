import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AffectedPackage } from '../read/record.ts';
import { packAffected, unpackAffected } from './affected.ts';

const version = fc.string({ minLength: 1, maxLength: 12 });
const event = fc.oneof(version.map((introduced) => ({ introduced })), version.map((fixed) => ({ fixed })), version.map((last_affected) => ({ last_affected })), version.map((limit) => ({ limit })));
const range = fc.record({ type: fc.constantFrom('ECOSYSTEM' as const, 'SEMVER' as const), events: fc.array(event, { minLength: 1, maxLength: 4 }) });
const affected: fc.Arbitrary<AffectedPackage> = fc.record(
  { ecosystem: version, name: version, ranges: fc.array(range, { maxLength: 3 }), versions: fc.array(version, { maxLength: 120 }), written: version, cvss: fc.array(version), rating: version, state: version, module: version },
  { requiredKeys: ['ecosystem', 'name', 'ranges', 'versions'] },
);

test('what is said of a package is the same after packing and unpacking', () => {
  fc.assert(fc.property(affected, (given) => {
    const { ecosystem: _ecosystem, name: _name, ...said } = given;
    expect(unpackAffected(packAffected(given))).toEqual(said);
  }));
});

test('"all before this version" takes its bytes and one more', () => {
  expect(packAffected({ ecosystem: 'Debian:12', name: 'curl', ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '7.88.1-10+deb12u5' }] }], versions: [] })).toBe('E7.88.1-10+deb12u5');
});
