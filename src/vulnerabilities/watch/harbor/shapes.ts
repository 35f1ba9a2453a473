import { z } from 'zod';

/** Harbor's pluggable scanner API 1.1 (goharbor/pluggable-scanner-spec, scanner-adapter-openapi-v1.1.yaml). */
export const MIME = {
  metadata: 'application/vnd.scanner.adapter.metadata+json; version=1.0',
  request: 'application/vnd.scanner.adapter.scan.request+json; version=1.0',
  response: 'application/vnd.scanner.adapter.scan.response+json; version=1.0',
  error: 'application/vnd.scanner.adapter.error+json; version=1.0',
  report: 'application/vnd.security.vulnerability.report; version=1.1',
  /** What older Harbors ask for: the same with less. */
  reportBefore: 'application/vnd.scanner.adapter.vuln.report.harbor+json; version=1.0',
} as const;

export const CONSUMED = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'] as const;

export const ScanRequest = z.object({
  registry: z.object({ url: z.string().max(500), authorization: z.string().max(16_000).nullish() }),
  artifact: z.object({ repository: z.string().max(255), digest: z.string().regex(/^sha256:[0-9a-f]{64}$/), tag: z.string().max(128).nullish(), mime_type: z.string().max(200).nullish() }),
});
export type ScanRequest = z.infer<typeof ScanRequest>;

export type Severity = 'Unknown' | 'Negligible' | 'Low' | 'Medium' | 'High' | 'Critical';

export type VulnerabilityItem = {
  id: string;
  package: string;
  version: string;
  fix_version: string;
  severity: Severity;
  description: string;
  links: string[];
  preferred_cvss?: { score_v3?: number; vector_v3?: string; score_v2?: number; vector_v2?: string };
};

export type HarborReport = {
  generated_at: string;
  artifact: { repository: string; digest: string; tag?: string; mime_type?: string };
  scanner: { name: string; vendor: string; version: string };
  severity: Severity;
  vulnerabilities: VulnerabilityItem[];
};
