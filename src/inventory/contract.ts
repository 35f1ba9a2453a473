import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });
const text = (most: number) => z.string().min(1).max(most);

export const AssetKind = z.enum(['image', 'node', 'repository']);
export type AssetKind = z.infer<typeof AssetKind>;

/** Names of teams and environments: what people type, short, without control characters. */
export const Label = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._/@-]{0,99}$/u, 'a name is 1 to 100 letters, digits, spaces and ._/@-');

/** How much is known of what is in an asset. `stale`: not looked at for longer than its kind is to be; `incomplete`: the last scan could not read everything. */
export const ScanState = z.enum(['never', 'stale', 'incomplete', 'current']);
export type ScanState = z.infer<typeof ScanState>;

/** Open issues of an asset by severity, and how many of all must still be resolved or planned. */
export const IssueCounts = z.object({
  critical: z.number().int(), high: z.number().int(), medium: z.number().int(), low: z.number().int(),
  /** Negligible and unknown. */
  other: z.number().int(),
  /** Required by policy, and neither planned nor otherwise decided. */
  undecided: z.number().int(),
});
export type IssueCounts = z.infer<typeof IssueCounts>;

/** Something that can be attacked: an image by digest, a node, a source repository. */
export const Asset = z.object({
  id: z.string(),
  kind: AssetKind,
  /** As people call it: `registry.example/shop/web:1.4`, `web-1`, `github.com/acme/shop`. */
  name: z.string(),
  /** What makes it one: the digest of an image (`sha256:…`), the id of a node's credential, the address of a repository. */
  key: z.string(),
  /** What it is a version of, to which decisions carry over: the repository of an image; of others the key. */
  lineage: z.string(),
  owner: z.string().nullable(),
  environment: z.string().nullable(),
  /** Said by a person or a rule: strangers can reach it. */
  internetFacing: z.boolean(),
  /** Listens on an address that other machines reach, itself or (an image) one of its containers. */
  exposed: z.boolean(),
  /** An image: on how many nodes and clusters it runs. A node: how many images run on it. */
  running: z.number().int(),
  platform: z.string().nullable(),
  distribution: z.object({ id: z.string(), version: z.string(), name: z.string(), endOfLife: z.string().nullable() }).nullable(),
  firstSeenAt: instant,
  lastSeenAt: instant,
  /** Gone: no tag and no placement is left, or a person said so. It is no longer scanned and its places are closed. */
  retiredAt: instant.nullable(),
  scan: z.object({ state: ScanState, at: instant.nullable() }),
  /** A node whose agent has not reported for longer than it should. */
  silent: z.boolean(),
  issues: IssueCounts,
});
export type Asset = z.infer<typeof Asset>;

export const Placement = z.object({
  image: z.object({ id: z.string(), name: z.string(), digest: z.string() }),
  /** The node that it runs on. Null where a cluster told of one that Glacis does not know. */
  node: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** The node's name as the cluster or agent gives it. */
  host: z.string(),
  /** `docker`, `containerd`, `kubernetes`. */
  runtime: z.string(),
  namespace: z.string().nullable(),
  workload: z.string(),
  /** Published or exposed ports (`0.0.0.0:443->8443/tcp`). */
  ports: z.array(z.string()),
  since: instant,
  lastSeenAt: instant,
});
export type Placement = z.infer<typeof Placement>;

export const Service = z.object({
  protocol: z.enum(['tcp', 'udp']),
  address: z.string(),
  port: z.number().int(),
  exposed: z.boolean(),
  process: z.string().nullable(),
  /** purl of the package that the program belongs to. */
  package: z.string().nullable(),
});
export type Service = z.infer<typeof Service>;

export const ImageTag = z.object({
  /** `registry.example/shop/web:1.4` */
  reference: z.string(),
  movedAt: instant,
  /** The digest that it pointed to before. */
  before: z.string().nullable(),
});

/** One asset with all that the inventory knows; packages, scans and issues have lists of their own. */
export const AssetDetail = Asset.extend({
  tags: z.array(ImageTag),
  placements: z.array(Placement),
  services: z.array(Service),
  /** Processes of a node that still run code which was replaced on disk, and what wants a reboot. */
  outdated: z.array(z.object({ name: z.string(), unit: z.string().nullable(), packages: z.array(z.string()) })),
  reboot: z.object({ needed: z.boolean(), reasons: z.array(z.string()) }).nullable(),
  agent: z.object({ id: z.string(), version: z.string(), lastReportAt: instant.nullable() }).nullable(),
  /** The rule that names owner and environment; null where a person did, or nobody. */
  ownerRule: z.string().nullable(),
  note: z.string(),
});
export type AssetDetail = z.infer<typeof AssetDetail>;

export const ASSET_SORTS = ['priority', 'name', 'lastSeen', 'scanned'] as const;
export const AssetsQuery = z.object({
  kind: AssetKind.optional(),
  /** Part of a name or key, in any case. */
  search: z.string().max(200).optional(),
  owner: z.string().max(100).optional().describe('A team, or - for none'),
  environment: z.string().max(100).optional(),
  /** Nodes whose agent has not reported for longer than it should. */
  silent: z.stringbool().optional(),
  exposed: z.stringbool().optional(),
  running: z.stringbool().optional(),
  scan: ScanState.optional(),
  /** Retired ones are left out unless asked for. */
  retired: z.stringbool().default(false),
  /** `priority`: most undecided first. */
  sort: z.enum(ASSET_SORTS).default('priority'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(1_000).optional(),
  count: z.stringbool().optional(),
});
export type AssetsQuery = z.infer<typeof AssetsQuery>;

/** What is left out stays. An owner that is set by hand stands against every rule; null gives it back to the rules. */
export const ChangeAsset = z.object({
  owner: Label.nullable(), environment: Label.nullable(), internetFacing: z.boolean(), note: z.string().max(4_000), retired: z.boolean(),
}).partial();
export type ChangeAsset = z.infer<typeof ChangeAsset>;
/** The same change to many, all or none of them. */
export const ChangeAssets = z.object({ ids: z.array(z.string().max(64)).min(1).max(1_000), change: ChangeAsset });
export type ChangeAssets = z.infer<typeof ChangeAssets>;
/** `changed`: of how many that changed anything. */
export const ChangedAssets = z.object({ changed: z.number().int() });

/** The first rule that fits an asset names what it names; `*` stands for any text in name and namespace. */
export const OwnerRule = z.object({
  name: text(100),
  kind: AssetKind.nullable(),
  /** Glob over the name or lineage: `registry.example/shop/*`. */
  match: text(300),
  /** Glob over the namespaces that it runs in. */
  namespace: z.string().max(200).nullable(),
  owner: Label.nullable(),
  environment: Label.nullable(),
  internetFacing: z.boolean().nullable(),
});
export type OwnerRule = z.infer<typeof OwnerRule>;
export const OwnerRules = z.object({ rules: z.array(OwnerRule).max(500) });

/** Is visibility whole: of what exists and runs, what has been looked at, and what not, since when. */
export const Coverage = z.object({
  kinds: z.array(z.object({
    kind: AssetKind,
    /** Those that count: running images, nodes and repositories that are not retired. */
    total: z.number().int(),
    current: z.number().int(), stale: z.number().int(), incomplete: z.number().int(), never: z.number().int(),
  })),
  /** Longest unseen first, at most 200. */
  gaps: z.array(z.object({ asset: z.object({ id: z.string(), kind: AssetKind, name: z.string() }), state: ScanState, since: instant.nullable(), reason: z.string() })),
  silentNodes: z.number().int(),
  /** Images that run somewhere of which no registry that is polled knows. */
  unknownImages: z.number().int(),
});
export type Coverage = z.infer<typeof Coverage>;

/** Makes one-time tokens with which nodes enrol. */
export const CreateEnrolment = z.object({ name: text(100).optional(), expiresInHours: z.number().int().min(1).max(720).default(24), owner: Label.optional(), environment: Label.optional() });
export const Enrolment = z.object({ token: z.string(), expiresAt: instant, command: z.string() });
/** What a node sends to enrol: its name, and what tells it from others (machine-id, hashed by the agent). */
export const EnrolNode = z.object({ token: z.string().min(16).max(200), name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/), machine: z.string().regex(/^[0-9a-f]{64}$/), version: z.string().max(50) });
/** The node's own credential, told once. It can report this node and send the logs of its own source, and nothing else. */
export const EnrolledNode = z.object({ node: z.string(), name: z.string(), token: z.string(), source: z.string() });
export const Agent = z.object({ id: z.string(), node: z.object({ id: z.string(), name: z.string() }), version: z.string(), enrolledAt: instant, enrolledBy: z.string(), lastReportAt: instant.nullable(), silent: z.boolean() });
export type Agent = z.infer<typeof Agent>;

/** A container that runs on a node, as its runtime tells. */
export const Container = z.object({
  runtime: z.enum(['docker', 'containerd', 'kubernetes']),
  name: z.string().max(300),
  namespace: z.string().max(300).nullable(),
  /** As it was started: `registry.example/shop/web:1.4`. */
  image: z.string().max(1_000),
  /** Manifest digest where the runtime knows it, else the image id (configuration digest). */
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/).nullable(),
  ports: z.array(z.string().max(200)).max(200),
  startedAt: instant.nullable(),
});
export type Container = z.infer<typeof Container>;
