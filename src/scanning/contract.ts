import { z } from 'zod';
import { SEVERITIES } from './match/finding.ts';

/** The version of this shape: a change that a reader would notice raises it. */
export const REPORT_SCHEMA = 'glacis.scan/1';

/** What a report can be printed as. */
export const FORMATS = ['table', 'json', 'cyclonedx', 'spdx-json', 'sarif', 'openvex'] as const;
export type Format = (typeof FORMATS)[number];

const Severity = z.enum(SEVERITIES);

export const PlaceReport = z.object({ path: z.string(), layer: z.string().optional() });

export const PackageReport = z.object({
  purl: z.string(),
  type: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
  version: z.string(),
  arch: z.string().optional(),
  source: z.object({ name: z.string(), version: z.string() }).optional(),
  /** Modularity label of an rpm, and who built a system's package, where its database says so: both decide which advisories speak of it. */
  module: z.string().optional(),
  vendor: z.string().optional(),
  licenses: z.array(z.string()).optional(),
  dev: z.boolean().optional(),
  foundBy: z.string(),
  places: z.array(PlaceReport),
});

export const RatingReport = z.object({
  severity: Severity,
  source: z.string(),
  vector: z.string().optional(),
  score: z.number().min(0).max(10).optional(),
});

export const FixReport = z.discriminatedUnion('is', [
  z.object({ is: z.literal('fixed'), versions: z.array(z.string()) }),
  z.object({ is: z.literal('unfixed'), word: z.string().optional() }),
  z.object({ is: z.literal('wont-fix'), word: z.string() }),
  z.object({ is: z.literal('end-of-life') }),
]);

export const FindingReport = z.object({
  id: z.string(),
  aliases: z.array(z.string()),
  advisories: z.array(z.string()),
  /** The purl of one of `packages`. */
  package: z.string(),
  fix: FixReport,
  rating: RatingReport,
  otherRatings: z.array(RatingReport),
  kev: z.object({ added: z.string().optional(), due: z.string().optional(), ransomware: z.boolean().optional() }).optional(),
  epss: z.object({ score: z.number(), percentile: z.number(), date: z.string().optional() }).optional(),
  summary: z.string(),
  published: z.string().optional(),
  references: z.array(z.string()),
});

/** Why a finding does not count: somebody decided so, and says why. */
export const SuppressionReport = z.object({
  by: z.enum(['ignore-file', 'vex']),
  /** The file that says so. */
  file: z.string(),
  /** VEX status (`not_affected`, `fixed`), or `ignored`. */
  status: z.string(),
  reason: z.string(),
  /** The day from which it counts again. */
  until: z.string().optional(),
});

export const SecretReport = z.object({
  rule: z.string(),
  title: z.string(),
  severity: z.enum(['critical', 'high', 'medium', 'low']),
  path: z.string(),
  line: z.number().int(),
  layer: z.string().optional(),
  /** A later layer removed or replaced the file: the secret is in the image all the same. */
  removed: z.boolean().optional(),
  /** With the secret masked. */
  excerpt: z.string(),
});

export const SocketReport = z.object({
  protocol: z.enum(['tcp', 'udp']),
  address: z.string(),
  port: z.number().int(),
  /** Reachable from other machines by its address: not loopback. */
  exposed: z.boolean(),
  process: z.object({ pid: z.number().int(), name: z.string(), executable: z.string().optional() }).optional(),
  /** The purl of the package that the executable belongs to. */
  package: z.string().optional(),
});

/** What of a running host can be attacked, and what of its repairs does not take effect yet. */
export const SurfaceReport = z.object({
  listening: z.array(SocketReport),
  /** Processes that run code which is no longer on disk. */
  outdated: z.array(z.object({
    pid: z.number().int(), name: z.string(), unit: z.string().optional(), executable: z.string().optional(),
    replaced: z.array(z.string()),
    packages: z.array(z.string()),
  })),
  reboot: z.object({ needed: z.boolean(), reasons: z.array(z.string()) }),
});
export type SurfaceReport = z.infer<typeof SurfaceReport>;

export const TARGET_KINDS = ['image', 'host', 'directory', 'sbom'] as const;

/** The result of one scan: what `--format json` prints and every other format is made from. */
export const ScanReport = z.object({
  schema: z.literal(REPORT_SCHEMA),
  scanner: z.object({ name: z.literal('glacis'), version: z.string() }),
  /** Which advisories were asked; absent where none were needed. */
  advisories: z.object({
    digest: z.string(), updated: z.string(),
    /** Older than they should be. */
    stale: z.boolean(),
    /** Ecosystems of packages found here of which the advisories know nothing. */
    uncovered: z.array(z.string()),
  }).optional(),
  scannedAt: z.string(),
  target: z.object({
    kind: z.enum(TARGET_KINDS),
    name: z.string(),
    /** What was scanned: the manifest of an image, the file of an SBOM, the catalogued content of a tree. sha256:… */
    digest: z.string(),
    /** The image's configuration: its image id. */
    configDigest: z.string().optional(),
    platform: z.string().optional(),
    layers: z.array(z.object({ diffId: z.string(), createdBy: z.string().optional() })).optional(),
  }),
  distribution: z.object({
    id: z.string(), version: z.string(), name: z.string(), codename: z.string().optional(),
    endOfLife: z.object({ date: z.string(), reached: z.boolean(), extended: z.string().optional() }).optional(),
  }).optional(),
  kernels: z.array(z.object({ release: z.string(), running: z.boolean() })),
  packages: z.array(PackageReport),
  findings: z.array(FindingReport),
  suppressed: z.array(z.object({ finding: FindingReport, suppression: SuppressionReport })),
  /** Packages that were not judged, and why: advisories speak of their name, but not of them, or not comparably. */
  setAside: z.array(z.object({ package: z.string(), reason: z.string() })),
  secrets: z.array(SecretReport),
  surface: SurfaceReport.optional(),
  /** Whether everything was read that should have been: only then does "no finding" mean none. */
  complete: z.boolean(),
  problems: z.array(z.object({ path: z.string(), reason: z.string() })),
  warnings: z.array(z.string()),
});
export type ScanReport = z.infer<typeof ScanReport>;
export type FindingReport = z.infer<typeof FindingReport>;
export type PackageReport = z.infer<typeof PackageReport>;
export type SecretReport = z.infer<typeof SecretReport>;
export type SuppressionReport = z.infer<typeof SuppressionReport>;
