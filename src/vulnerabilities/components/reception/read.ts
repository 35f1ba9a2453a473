import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { errors } from '../../../kernel/errors.ts';
import type { Subject } from '../../../scanning/index.ts';
import { AgentReport } from '../../contract.ts';
import { contentOf, type Content, type Judging } from '../content.ts';
import { storable } from '../storable.ts';
import type { ReadHead, SpooledKind } from './messages.ts';

/** What tells a report of Glacis from an SBOM. */
const REPORT_MARK = 'glacis.scan/';

/**
 * Reads what was sent, in the reading thread. Findings that it tells are left behind: the server judges by its own advisories.
 * @throws {GlacisError} `invalid` in words for who sent it.
 */
export function readSpooled(judging: Judging, file: string, kind: SpooledKind): Omit<ReadHead, 'content'> & { content: Content } {
  const bytes = readFileSync(file);
  const text = bytes.toString('utf8');
  const content = (subject: Subject) => contentOf(judging, subject);
  if (kind === 'agent') {
    const { agent, report, containers } = checked(AgentReport, parsed(text), 'what an agent sends');
    return { content: content(judging.subjectOfReport(report)), at: report.scannedAt, digests: [], agent: { version: storable(agent.version), containers, surface: report.surface } };
  }
  if (text.includes(REPORT_MARK)) {
    const report = judging.ScanReport.safeParse(parsed(text));
    if (report.success) {
      const { target: { configDigest }, scannedAt } = report.data;
      return { content: content(judging.subjectOfReport(report.data)), at: scannedAt, digests: configDigest === undefined ? [] : [configDigest], agent: null };
    }
  }
  const sbom = judging.readSbom(text, 'The body');
  return { content: content(judging.sbomSubject(storable(sbom.subject), bytes, sbom)), at: null, digests: [], agent: null };
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw errors.invalid({ what: 'The body is no JSON.' });
  }
}

function checked<T extends z.ZodType>(shape: T, value: unknown, what: string): z.infer<T> {
  const read = shape.safeParse(value);
  if (!read.success) throw errors.invalid({ what: `The body is not ${what}: ${z.prettifyError(read.error).slice(0, 500)}` });
  return read.data;
}
