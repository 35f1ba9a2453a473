import { readdirSync } from 'node:fs';
import type { EventRow } from '../../src/logs/ocsf/event.ts';
import { createNormalizer } from '../../src/logs/normalize/index.ts';
import { rowOf } from './event-row.ts';
import { readShared, shared } from './shared.ts';

const normalizer = createNormalizer();

/** What a project outside says of a line, as far as it says so. `status` is OCSF's number. */
export type Expectation = { where: string; line: string; says: Record<string, string | number | undefined>; zone?: string };

/** Why an expectation is not followed: the lines it speaks of, the field, and the reason. */
export type Difference = { field: string; lines: RegExp; reason: string };

/** The row of a line, and what of it is compared. */
export type Compared = (row: EventRow) => Record<string, string | number | undefined>;

/**
 * Compares every expectation; answers with what differs unexplained, and with the explanations that explain nothing, so that
 * neither an error nor a stale excuse goes unseen. `compared` counts the fields that were.
 */
export function compareAll(expectations: readonly Expectation[], compared: Compared, differences: readonly Difference[]) {
  const used = new Set<Difference>();
  const unexplained: string[] = [];
  let fields = 0;
  let explained = 0;
  for (const { where, line, says, zone } of expectations) {
    const got = compared(rowOf(normalizer, line, zone === undefined ? {} : { zone }));
    for (const [field, want] of Object.entries(says)) {
      if (want === undefined) continue;
      fields++;
      if (String(got[field] ?? '') === String(want)) continue;
      const difference = differences.find((each) => each.field === field && each.lines.test(line));
      if (difference) {
        used.add(difference);
        explained++;
      } else unexplained.push(`${where} ${field}: expected ${want}, read ${got[field] ?? ''} of ${line.slice(0, 200)}`);
    }
  }
  return { fields, explained, unexplained, idle: differences.filter((each) => !used.has(each)).map(({ reason }) => reason) };
}

export type Ecs = {
  '@timestamp'?: string;
  user?: { name?: string; effective?: { name?: string } };
  source?: { ip?: string };
  host?: { hostname?: string };
  process?: { pid?: number; name?: string };
  event?: { outcome?: string; original?: string };
  http?: { request?: { method?: string; referrer?: string }; response?: { status_code?: number; body?: { bytes?: number } } };
  url?: { path?: string };
  user_agent?: { original?: string };
};

/** The lines of a folder of Elastic's samples, each with its answer where there is one. */
export function elastic(folder: string): { where: string; line: string; answer: Ecs }[] {
  return readdirSync(shared(folder)).filter((name) => name.endsWith('.log')).flatMap((name) => {
    const { expected }: { expected: (Ecs | null)[] } = JSON.parse(readShared(`${folder}/${name}-expected.json`).toString());
    const lines = readShared(`${folder}/${name}`).toString().split('\n').filter((line) => line !== '');
    return lines.flatMap((line, i) => {
      // Files with multi-line events have fewer answers than lines: then the answer is the one that repeats the line.
      const answer = expected.length === lines.length ? expected[i] : expected.find((each) => each?.event?.original === line);
      return answer ? [{ where: `${name}:${i + 1}`, line, answer }] : [];
    });
  });
}

export type WazuhCase = { case: string; rule_groups: string[] | null; logs: { line: string; must_match: boolean }[] };
export const wazuh = (file: string): WazuhCase[] => JSON.parse(readShared(file).toString());

export type CrowdsecEvent = { meta: Record<string, string>; parsed?: Record<string, string> };

/** The parsed events of a CrowdSec case, each with the line that it was parsed from. */
export function crowdsec(folder: string, name: string): { where: string; line: string; meta: Record<string, string> }[] {
  const { events }: { events: CrowdsecEvent[] } = JSON.parse(readShared(`${folder}/${name}.expected.json`).toString());
  const lines = readShared(`${folder}/${name}.log`).toString().split('\n');
  let at = 0;
  return events.map(({ meta, parsed }) => {
    const found = lines.findIndex((line, i) => i >= at && line.includes(parsed?.message ?? '\n'));
    if (found < 0) throw new Error(`${name} has no line for ${JSON.stringify(meta)}`);
    at = found + 1;
    return { where: `${name}:${found + 1}`, line: lines[found] ?? '', meta };
  });
}
