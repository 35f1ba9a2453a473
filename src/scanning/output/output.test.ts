import * as CDX from '@cyclonedx/cyclonedx-library';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Log } from 'sarif';
import { describe, expect, test } from 'vitest';
import { openVex02, spdx23 } from '../../../test/support/report-schemas.ts';
import { HOSTILE, sampleReport } from '../../../test/support/scan-report.ts';
import { FORMATS, ScanReport } from '../contract.ts';
import { readVex } from '../judge/vex/index.ts';
import { readSbom } from '../sbom/index.ts';
import { colours, plainly, render } from './index.ts';

const plain = { showSuppressed: true, paint: plainly };
/** Characters of a text that a terminal would obey. */
const obeyed = (text: string): string[] => ['\u001b', '\u0007', '\u202e'].filter((character) => text.includes(character));
const empty = sampleReport({ packages: [], findings: [], suppressed: [], secrets: [], problems: [], warnings: [], complete: true });

function troublesOf(schema: object, document: string): unknown {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  return validate(JSON.parse(document)) ? null : validate.errors;
}

describe.each([['a full report', sampleReport()], ['an empty one', empty]] as const)('Of %s', (_, report) => {
  test('JSON is the report itself', () => {
    expect(ScanReport.parse(JSON.parse(render(report, 'json', plain)))).toEqual(report);
  });

  test('CycloneDX is valid by the 1.6 schema, strictly', async () => {
    const validator = new CDX.Validation.JsonStrictValidator(CDX.Spec.Version.v1dot6);
    expect(await validator.validate(render(report, 'cyclonedx', plain))).toBeNull();
  });

  test('SPDX is valid by the 2.3 schema', () => {
    expect(troublesOf(spdx23, render(report, 'spdx-json', plain))).toBeNull();
  });

  test('OpenVEX is valid by the 0.2.0 schema', () => {
    expect(troublesOf(openVex02, render(report, 'openvex', plain))).toBeNull();
  });

  test.for(FORMATS)('%s is the same for the same report', (format) => {
    expect(render(report, format, plain)).toBe(render(structuredClone(report), format, plain));
  });

  test.for(['cyclonedx', 'spdx-json'] as const)('%s reads back as the packages it was made of', (format) => {
    const read = readSbom(render(report, format, plain), 'bom.json');
    expect(read.packages.map(({ purl }) => purl).sort()).toEqual(report.packages.map(({ purl }) => purl).sort());
    expect(read.packages.find(({ package: { name } }) => name === 'libssl3')?.package.source).toEqual(report.packages[0]?.source);
    expect(read.unmatched).toBe(0);
    expect(read.distribution?.id).toBe(format === 'cyclonedx' || report.packages.length > 0 ? 'debian' : undefined);
  });
});

describe('SARIF', () => {
  const log: Log = JSON.parse(render(sampleReport(), 'sarif', plain));
  const [run] = log.runs;

  test('has one rule a vulnerability, with its worst severity, and one result a package', () => {
    const rules = run?.tool.driver.rules?.map(({ id, properties }) => [id, properties?.['security-severity']]);
    expect(rules).toEqual([
      ['CVE-2021-44228', '10.0'], ['CVE-2025-1', '8.0'], ['CVE-2025-3', '0.1'], ['CVE-2025-2', '5.0'],
      ['CVE-2025-4', '5.0'], ['CVE-2025-5', '5.0'], ['CVE-2025-6', '5.0'], ['CVE-2025-7', '5.0'], ['secret-private-key', '8.0'],
    ]);
    expect(run?.results?.filter(({ ruleId }) => ruleId === 'CVE-2025-1')).toHaveLength(2);
    const known = new Set(run?.tool.driver.rules?.map(({ id }) => id));
    expect(run?.results?.filter(({ ruleId }) => !known.has(ruleId ?? ''))).toEqual([]);
  });

  test('says what was suppressed and why, and what could not be read', () => {
    expect(run?.results?.filter(({ suppressions }) => suppressions !== undefined).map(({ ruleId, suppressions }) => [ruleId, suppressions?.[0]?.justification])).toEqual([
      ['CVE-2025-4', 'not_affected: vulnerable_code_not_present: vex.json'], ['CVE-2025-5', 'not_affected: vulnerable_code_not_present: compiled out: vex.json'],
      ['CVE-2025-6', 'fixed: patched here: vex.json'], ['CVE-2025-7', 'ignored: .trivyignore'],
    ]);
    expect(run?.invocations?.[0]).toMatchObject({ executionSuccessful: false, toolExecutionNotifications: [{ message: { text: 'it is no zip' } }, { level: 'warning' }] });
  });

  test('writes places as addresses, so that a space or a percent sign is none', () => {
    expect(run?.results?.find(({ ruleId }) => ruleId === 'CVE-2025-2')?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe('app/node_modules/%40acme/left%20pad/package.json');
  });
});

describe('The table', () => {
  const text = render(sampleReport(), 'table', plain);

  test('has one row for what is repaired at once, worst first, and marks what is exploited', () => {
    const rows = text.split('\n').filter((line) => line.includes('CVE-20') && !line.includes('pkg:'));
    expect(rows[0]).toMatch(/^critical\s+10\.0\s+CVE-2021-44228 KEV\s+org\.apache\.logging\.log4j:log4j-core\s+2\.14\.1\s+2\.15\.0, 2\.12\.2\s+…\/app\.war!\/WEB-INF\/lib\/log4j-core-2\.14\.1\.jar\s+Log4Shell$/);
    expect(rows.filter((line) => line.includes('CVE-2025-1 '))).toHaveLength(1);
    expect(rows.find((line) => line.includes('CVE-2025-1 '))).toContain('libssl3, openssl');
  });

  test('says that it is incomplete and why, and what is not known', () => {
    expect(text).toContain('INCOMPLETE');
    expect(text).toContain('could not read srv/broken.jar: it is no zip');
    expect(text).toContain('no advisories at all for: Hex');
  });

  test('says when a distribution is at its end, and when advisories are old', () => {
    const old = sampleReport({ distribution: { id: 'debian', version: '8', name: 'Debian 8', endOfLife: { date: '2020-06-30', reached: true } }, advisories: { digest: 'x', updated: '2026-01-01T00:00:00Z', stale: true, uncovered: [] } });
    expect(render(old, 'table', plain)).toContain('END OF LIFE since 2020-06-30');
    expect(render(old, 'table', plain)).toContain('STALE');
  });

  test('obeys no control character of a stranger', () => {
    const hostile = sampleReport({ target: { kind: 'image', name: HOSTILE, digest: 'sha256:0' }, warnings: [HOSTILE], problems: [{ path: HOSTILE, reason: HOSTILE }], distribution: { id: 'x', version: '', name: HOSTILE } });
    const lines = render(hostile, 'table', plain);
    expect(obeyed(lines)).toEqual([]);
    expect(lines).toContain('\\u001b[31m');
    // Not even where colours are on: what is coloured was made safe before.
    expect(new Set(obeyed(render(hostile, 'table', { ...plain, paint: colours })))).toEqual(new Set(['\u001b']));
  });
});

test('what is written as OpenVEX is read as the decisions that it was made of', () => {
  const statements = readVex(render(sampleReport(), 'openvex', plain), 'x.json');
  expect(statements.filter(({ status }) => status === 'not_affected').map(({ vulnerabilities, reason }) => [vulnerabilities[0], reason])).toEqual([
    ['CVE-2025-4', 'vulnerable_code_not_present'], ['CVE-2025-5', 'vulnerable_code_not_present: compiled out'],
  ]);
  expect(statements.find(({ vulnerabilities }) => vulnerabilities.includes('CVE-2025-6'))?.status).toBe('fixed');
});
