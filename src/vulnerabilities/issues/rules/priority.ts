import type { Factor, Severity } from '../../contract.ts';

/** What a priority is made of, over all open places of an issue: of each, the worst. */
export type Circumstances = {
  severity: Severity;
  /** CVSS base score. */
  score: number | null;
  isKnownExploited: boolean;
  isRansomware: boolean;
  /** EPSS: the probability that it is exploited within thirty days. */
  epss: number | null;
  /** `service`: a service that other machines reach runs it. `internet`: strangers can reach where it is. */
  exposure: 'service-on-internet' | 'service' | 'internet' | 'none';
  /** Where it runs. `unnamed`: nobody said what environment that is. */
  runs: 'production' | 'unnamed' | 'elsewhere' | 'nowhere';
};

/** Points by part; together 100. docs/vulnerabilities.md shows this table, and a test holds it to it. */
export const WEIGHTS = {
  severity: 40,
  exploitation: { most: 30, ransomware: 30, kev: 26, epss: 24 },
  exposure: { most: 20, 'service-on-internet': 20, service: 14, internet: 8, none: 0 },
  environment: { most: 10, production: 10, unnamed: 7, elsewhere: 4, nowhere: 0 },
} as const;

/** What counts where nobody gave a score: about the middle of what CVSS calls by that word; what nobody rated is 5.0. */
export const STAND_IN: Record<Severity, number> = { critical: 9.5, high: 8, medium: 5.5, low: 2.5, negligible: 0.5, unknown: 5 };

const EXPOSURE = {
  'service-on-internet': 'a service that strangers can reach runs it',
  service: 'a service that other machines reach runs it',
  internet: 'it is where strangers can reach',
  none: 'nothing that listens is known to run it',
} as const;
const RUNS = { production: 'runs in production', unnamed: 'runs where nobody named the environment', elsewhere: 'runs outside production', nowhere: 'is not known to run' } as const;

/** The priority of an issue, 0 to 100, and the four parts that add up to it. */
export function priorityOf(of: Circumstances): { priority: number; factors: Factor[] } {
  const factors: Factor[] = [
    { name: 'severity', ...severityPart(of) },
    { name: 'exploitation', ...exploitationPart(of) },
    { name: 'exposure', points: WEIGHTS.exposure[of.exposure], most: WEIGHTS.exposure.most, because: EXPOSURE[of.exposure] },
    { name: 'environment', points: WEIGHTS.environment[of.runs], most: WEIGHTS.environment.most, because: RUNS[of.runs] },
  ];
  return { priority: Math.round(factors.reduce((sum, { points }) => sum + points, 0)), factors };
}

type Part = Omit<Factor, 'name'>;

function severityPart({ severity, score }: Circumstances): Part {
  const counted = Math.min(Math.max(score ?? STAND_IN[severity], 0), 10);
  const because = score === null ? `${severity === 'unknown' ? 'nobody rated it' : severity}: counts as ${counted.toFixed(1)}` : `CVSS ${counted.toFixed(1)}`;
  return { points: tenths((counted / 10) * WEIGHTS.severity), most: WEIGHTS.severity, because };
}

function exploitationPart({ isKnownExploited, isRansomware, epss }: Circumstances): Part {
  const { most, ransomware, kev, epss: byEpss } = WEIGHTS.exploitation;
  if (isKnownExploited) return isRansomware ? { points: ransomware, most, because: 'known to be exploited, by ransomware too (KEV)' } : { points: kev, most, because: 'known to be exploited (KEV)' };
  if (epss === null) return { points: 0, most, because: 'no EPSS score' };
  const chance = Math.min(Math.max(epss, 0), 1);
  return { points: tenths(byEpss * Math.sqrt(chance)), most, because: `EPSS ${(chance * 100).toFixed(1)} %` };
}

const tenths = (points: number): number => Math.round(points * 10) / 10;
