import { gunzipSync } from 'node:zlib';
import { wrong } from './checks.ts';
import { cveNumber } from './cve-id.ts';

/** Scores by CVE number, `[score, percentile]`, both in hundred-thousandths: the feed has five digits. */
export type Epss = { date?: string; model?: string; scores: Map<number, readonly [number, number]> };

const MOST_BYTES = 256 * 1024 * 1024;
const MOST_LINES = 2_000_000;
/** A feed of which more than this share of lines cannot be read is no EPSS feed. */
const MOST_WRONG = 0.01;

/**
 * FIRST's scores (https://www.first.org/epss/data_stats): `cve,epss,percentile` below a comment `#model_version:…,score_date:…`;
 * gzip is understood.
 * @throws {GlacisError} `invalid`.
 */
export function readEpss(bytes: Uint8Array): Epss {
  const lines = textOf(bytes).split('\n');
  if (lines.length > MOST_LINES) throw wrong(`the scores have more than ${MOST_LINES} lines`);
  const comment = lines[0]?.startsWith('#') ? lines.shift() ?? '' : '';
  if (lines.shift()?.trim() !== 'cve,epss,percentile') throw wrong('the scores do not begin with cve,epss,percentile');
  const scores: Epss['scores'] = new Map();
  let bad = 0;
  for (const line of lines) {
    if (line === '' || line === '\r') continue;
    const [id = '', score, percentile, ...more] = line.trimEnd().split(',');
    const number = cveNumber(id);
    const [a, b] = [shareOf(score), shareOf(percentile)];
    if (number === undefined || a === undefined || b === undefined || more.length > 0) bad += 1;
    else scores.set(number, [a, b]);
  }
  if (scores.size === 0 || bad > (scores.size + bad) * MOST_WRONG) throw wrong(`${bad} of ${scores.size + bad} lines of the scores cannot be read`);
  const date = /score_date:(\d{4}-\d\d-\d\d)/.exec(comment)?.[1];
  const model = /model_version:([\w.]{1,40})/.exec(comment)?.[1];
  return { scores, ...(date === undefined ? {} : { date }), ...(model === undefined ? {} : { model }) };
}

function textOf(bytes: Uint8Array): string {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    return Buffer.from(isGzip ? gunzipSync(bytes, { maxOutputLength: MOST_BYTES }) : bytes).toString('utf8');
  } catch {
    throw wrong('the scores are no whole gzip file, or too large');
  }
}

function shareOf(text: string | undefined): number | undefined {
  const share = text === undefined || !/^\d(?:\.\d+)?(?:[eE]-\d+)?$/.test(text) ? Number.NaN : Number(text);
  return share >= 0 && share <= 1 ? Math.round(share * 100_000) : undefined;
}
