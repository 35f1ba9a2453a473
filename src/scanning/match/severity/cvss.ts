import cvss from 'ae-cvss-calculator';

import type { Severity } from '../finding.ts';

export type CvssScore = {
  version: '2.0' | '3.0' | '3.1' | '4.0';
  /** As it was given. */
  vector: string;
  /** Base score, 0 to 10 with one decimal. */
  score: number;
  severity: Severity;
};

const LONGEST_VECTOR = 512;

/** Scores that are kept: most vulnerabilities share a few hundred vectors. */
const KEPT = 4096;
const kept = new Map<string, CvssScore | undefined>();

/**
 * The base score of a CVSS 2.0, 3.x or 4.0 vector and what it is called. Nothing for what is no complete vector:
 * the calculator reads over unknown metrics and would score too low.
 * Source: https://www.first.org/cvss/ (specifications 2.0, 3.0, 3.1, 4.0).
 */
export function scoreOf(vector: string): CvssScore | undefined {
  if (vector.length > LONGEST_VECTOR) return undefined;
  if (!kept.has(vector)) {
    if (kept.size >= KEPT) kept.clear();
    kept.set(vector, calculate(vector));
  }
  return kept.get(vector);
}

function calculate(vector: string): CvssScore | undefined {
  const version = versionOf(vector);
  const metrics = vector.replace(/^\(|\)$|^CVSS:[\d.]+\//g, '').split('/');
  const { understood, score } = read(version, metrics.join('/'));
  const isUnderstood = metrics.every((metric) => metric.endsWith(':X') || metric.endsWith(':ND') || understood.includes(metric));
  if (!isUnderstood || score === undefined) return undefined;
  return { version, vector, score, severity: version === '2.0' ? bandOf2(score) : bandOf(score) };
}

type Reading = { understood: readonly string[]; score: number | undefined };

function read(version: CvssScore['version'], metrics: string): Reading {
  try {
    if (version === '4.0') {
      // Its `base` takes threat and environment in.
      const four = new cvss.Cvss4P0(metrics);
      return { understood: four.toString().split('/'), score: four.calculateScores().baseMetricsOnly };
    }
    const other = version === '3.1' ? new cvss.Cvss3P1(metrics) : version === '3.0' ? new cvss.Cvss3P0(metrics) : new cvss.Cvss2(metrics);
    return { understood: other.toString().split('/'), score: other.calculateScores().base };
  } catch {
    return { understood: [], score: undefined };
  }
}

function versionOf(vector: string): CvssScore['version'] {
  if (vector.startsWith('CVSS:4.0/')) return '4.0';
  if (vector.startsWith('CVSS:3.1/')) return '3.1';
  return vector.startsWith('CVSS:3.0/') ? '3.0' : '2.0';
}

/** Qualitative severity rating scale of CVSS 3 and 4 ("none" is negligible here). */
function bandOf(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'negligible';
}

/** CVSS 2 has no scale of its own; NVD's: it knows no critical. */
function bandOf2(score: number): Severity {
  if (score >= 7) return 'high';
  return score >= 4 ? 'medium' : 'low';
}
