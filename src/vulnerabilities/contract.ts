import { z } from 'zod';
import { AssetKind, Container, Label } from '../inventory/contract.ts';
import { ScanReport } from '../scanning/contract.ts';

const instant = z.iso.datetime({ offset: true });
/** A calendar day, `2026-12-24`; clocks count business days in UTC. */
export const Day = z.iso.date();
const words = (most: number) => z.string().max(most);
const said = (most: number) => z.string().trim().min(1).max(most);

export const Severity = z.enum(['critical', 'high', 'medium', 'low', 'negligible', 'unknown']);
export type Severity = z.infer<typeof Severity>;

/**
 * Where an issue stands. `planned`: somebody answers for a day and a change that will fix it. `resolved`: complete scans no
 * longer find it anywhere. A decision covers the places that were known when it was made (and later digests of the same
 * image): an issue of which another place comes up is open again until that one is decided too.
 */
export const IssueState = z.enum(['open', 'triaged', 'planned', 'accepted', 'not-affected', 'resolved']);
export type IssueState = z.infer<typeof IssueState>;

/** Why a finding appeared on the day it did. */
export const Appearance = z.enum(['new-advisory', 'new-image', 'new-node', 'new-repository', 'new-package', 'policy-change', 'came-back']);
export type Appearance = z.infer<typeof Appearance>;

export const DecisionKind = z.enum(['plan', 'accept', 'not-affected']);
export type DecisionKind = z.infer<typeof DecisionKind>;

/** Justifications of OpenVEX 0.2.0 and CycloneDX's nearest. */
export const Justification = z.enum([
  'component_not_present', 'vulnerable_code_not_present', 'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary', 'inline_mitigations_already_exist',
]);
export type Justification = z.infer<typeof Justification>;

/** Which places a decision is about. `known`: the lineages that had one when it was made. */
export const Scope = z.discriminatedUnion('is', [
  z.object({ is: z.literal('everywhere') }),
  z.object({ is: z.literal('known'), lineages: z.array(words(1_000)).max(10_000) }),
]);
export type Scope = z.infer<typeof Scope>;

export const Decision = z.object({
  id: z.string(),
  kind: DecisionKind,
  /** `proposed` waits for an approver. `ended`: withdrawn, refused, run out, or replaced by another; `because` says which. */
  state: z.enum(['proposed', 'active', 'ended']),
  scope: Scope,
  by: z.string(), at: instant,
  approvedBy: z.string().nullable(), approvedAt: instant.nullable(),
  /** plan: who does it, by when, and the change (a pull request, an upgrade) that will. */
  owner: z.string().nullable(), due: Day.nullable(), change: z.string().nullable(),
  /** plan: the days that were promised before, and when each was given up. */
  slips: z.array(z.object({ due: Day, at: instant, by: z.string(), reason: z.string() })),
  /** accept, not-affected. */
  reason: z.string().nullable(), control: z.string().nullable(), justification: Justification.nullable(),
  /** accept: the last day on which it holds. */
  until: Day.nullable(),
  because: z.string().nullable(),
});
export type Decision = z.infer<typeof Decision>;

/** What runs out next for an issue. `late`: business days beyond it, negative before. */
export const Clock = z.object({ what: z.enum(['triage', 'estimate', 'remediate', 'plan', 'acceptance']), due: Day, late: z.number().int() });
export type Clock = z.infer<typeof Clock>;

/** One part of a priority: what counted, how much of how much, in words. */
export const Factor = z.object({ name: z.enum(['severity', 'exploitation', 'exposure', 'environment']), points: z.number(), most: z.number(), because: z.string() });
export type Factor = z.infer<typeof Factor>;

/** One vulnerability of one package with one fix, over all places where it occurs. */
export const Issue = z.object({
  id: z.string(),
  /** The id that people know it by (`CVE-2024-3094`), and all that mean it. */
  vulnerability: z.string(),
  aliases: z.array(z.string()),
  summary: z.string(),
  /** The package that a fix replaces: the source package of a distribution, the package of a language. */
  package: z.object({ type: z.string(), name: z.string(), /** `Debian:12`, `npm` */ ecosystem: z.string() }),
  fix: z.object({ is: z.enum(['fixed', 'unfixed', 'wont-fix', 'end-of-life']), versions: z.array(z.string()) }),
  severity: Severity,
  /** CVSS base score; null where nobody gave one. */
  score: z.number().nullable(),
  kev: z.object({ added: z.string().nullable(), due: Day.nullable(), ransomware: z.boolean() }).nullable(),
  epss: z.object({ score: z.number(), percentile: z.number() }).nullable(),
  /** 0 to 100. */
  priority: z.number().int(),
  state: IssueState,
  /** Policy wants it resolved or planned. */
  required: z.boolean(),
  /** The team that answers for it: of its plan, else by hand, else of the assets where it is. */
  owner: z.string().nullable(),
  openedAt: instant,
  appeared: Appearance,
  resolvedAt: instant.nullable(),
  clock: Clock.nullable(),
  plan: z.object({ owner: z.string(), due: Day, change: z.string(), slipped: z.number().int() }).nullable(),
  /** A decision that waits for an approver. */
  proposed: DecisionKind.nullable(),
  /** Open places, the assets that they are in, and the places that no decision covers. */
  places: z.object({ open: z.number().int(), assets: z.number().int(), undecided: z.number().int() }),
  /** Some place is on a listening service that other machines reach; some place runs. */
  exposed: z.boolean(), running: z.boolean(),
  ticket: z.object({ url: z.string(), number: z.number().int() }).nullable(),
});
export type Issue = z.infer<typeof Issue>;

/** A package of an asset in which an issue occurs. */
export const Place = z.object({
  issue: z.object({ id: z.string(), vulnerability: z.string(), severity: Severity, score: z.number().nullable(), priority: z.number().int(), state: IssueState }),
  asset: z.object({ id: z.string(), kind: AssetKind, name: z.string(), owner: z.string().nullable(), environment: z.string().nullable() }),
  purl: z.string(), version: z.string(), paths: z.array(z.string()),
  state: z.enum(['open', 'resolved']),
  appeared: Appearance,
  openedAt: instant, resolvedAt: instant.nullable(),
  /** The decision that covers it. */
  decision: DecisionKind.nullable(),
  /** The sockets on which the package listens here, reachable from other machines. */
  listening: z.array(z.string()),
});
export type Place = z.infer<typeof Place>;

export const HistoryEntry = z.object({ at: instant, what: z.string(), by: z.string(), note: z.string() });
export const IssueDetail = Issue.extend({
  factors: z.array(Factor),
  /** What is owed by when, past ones too. */
  clocks: z.array(Clock),
  decisions: z.array(Decision),
  history: z.array(HistoryEntry),
  ratings: z.array(z.object({ severity: Severity, source: z.string(), vector: z.string().nullable(), score: z.number().nullable() })),
  references: z.array(z.string()),
  /** What the change has to bring, in words: `openssl 3.0.15-1~deb12u1 in Debian:12`. */
  remedy: z.string(),
  note: z.string(),
});
export type IssueDetail = z.infer<typeof IssueDetail>;

export const ISSUE_SORTS = ['priority', 'due', 'newest', 'severity', 'places'] as const;
/** What a list of issues can be narrowed by; also what a bulk action without ids means. */
export const IssueFilter = z.object({
  state: z.string().max(100).optional().describe('One or more states, separated by commas'),
  severity: z.string().max(100).optional().describe('One or more severities, separated by commas'),
  required: z.stringbool().optional(),
  /** Required, and neither resolved, planned nor otherwise decided. */
  undecided: z.stringbool().optional(),
  overdue: z.stringbool().optional(),
  kev: z.stringbool().optional(),
  exposed: z.stringbool().optional(),
  fixable: z.stringbool().optional(),
  proposed: z.stringbool().optional(),
  owner: z.string().max(100).optional().describe('A team, or - for none'),
  environment: z.string().max(100).optional(),
  ecosystem: z.string().max(100).optional(),
  package: z.string().max(300).optional(),
  vulnerability: z.string().max(100).optional().describe('Any of its ids'),
  asset: z.string().max(64).optional(),
  appeared: Appearance.optional(),
  search: z.string().max(200).optional().describe('Part of an id, a package or a summary'),
});
export type IssueFilter = z.infer<typeof IssueFilter>;
export const IssuesQuery = IssueFilter.extend({
  sort: z.enum(ISSUE_SORTS).default('priority'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(1_000).optional(),
  count: z.stringbool().optional(),
});
export type IssuesQuery = z.infer<typeof IssuesQuery>;

/** How the issues that a filter leaves fall into groups, the largest first; counts exact to 10,000. */
export const IssueGroupsQuery = IssueFilter.extend({ by: z.enum(['package', 'vulnerability', 'owner', 'environment', 'ecosystem', 'severity', 'state', 'asset']), limit: z.coerce.number().int().min(1).max(200).default(50) });
export const IssueGroups = z.object({ items: z.array(z.object({ value: z.string(), label: z.string(), issues: z.number().int(), undecided: z.number().int(), worst: Severity })) });

export const IssuesSummary = z.object({
  /** Open in any way: not resolved. */
  open: z.number().int(),
  required: z.number().int(),
  undecided: z.number().int(),
  overdue: z.number().int(),
  proposed: z.number().int(),
  kev: z.number().int(),
  byState: z.partialRecord(IssueState, z.number().int()),
  bySeverity: z.partialRecord(Severity, z.number().int()),
  /** Plans that are late, and those of the next five business days. */
  slipped: z.number().int(), dueSoon: z.number().int(),
});
export type IssuesSummary = z.infer<typeof IssuesSummary>;

export const PlacesQuery = z.object({
  issue: z.string().max(64).optional(), asset: z.string().max(64).optional(), state: z.enum(['open', 'resolved']).optional(),
  severity: Severity.optional(), sort: z.enum(['newest', 'priority']).default('priority'),
  limit: z.coerce.number().int().min(1).max(500).default(100), cursor: z.string().max(1_000).optional(), count: z.stringbool().optional(),
});
export type PlacesQuery = z.infer<typeof PlacesQuery>;

const future = { scope: z.enum(['known', 'everywhere']).default('known') };
const note = words(4_000).default('');
/** What a person decides. The same shape for one issue and for many. */
export const Action = z.discriminatedUnion('do', [
  z.object({ do: z.literal('triage'), note }),
  z.object({ do: z.literal('assign'), owner: Label.nullable(), note }),
  z.object({ do: z.literal('plan'), owner: Label, due: Day, change: said(2_000), note, ...future }),
  /** A plan gets a later (or nearer) day; a later one is a slip, kept for good. */
  z.object({ do: z.literal('move'), due: Day, reason: said(2_000) }),
  z.object({ do: z.literal('accept'), reason: said(4_000), control: words(4_000).default(''), until: Day, ...future }),
  z.object({ do: z.literal('not-affected'), justification: Justification, reason: said(4_000), ...future }),
  /** `decision`: the one that was looked at; if another waits by now, it is refused. */
  z.object({ do: z.literal('approve'), note, decision: z.string().max(64).optional() }),
  z.object({ do: z.literal('refuse'), note: said(4_000) }),
  /** Ends the decision that holds. */
  z.object({ do: z.literal('reopen'), note: said(4_000) }),
  z.object({ do: z.literal('note'), note: said(4_000) }),
]);
export type Action = z.infer<typeof Action>;
/** Either some issues by id, or all that the filter leaves, at most 10,000. */
export const BulkAction = z.object({ action: Action, ids: z.array(z.string().max(64)).min(1).max(10_000).optional(), filter: IssueFilter.optional() });
export const BulkAnswer = z.object({ done: z.number().int(), refused: z.array(z.object({ id: z.string(), code: z.string(), reason: z.string() })) });
export type BulkAnswer = z.infer<typeof BulkAnswer>;

/** The page of a vulnerability: what is known, and where it is here. */
export const VulnerabilityPage = z.object({
  id: z.string(), aliases: z.array(z.string()), summary: z.string(), details: z.string(), published: instant.nullable(), withdrawn: z.boolean(),
  severity: Severity, score: z.number().nullable(),
  kev: Issue.shape.kev, epss: Issue.shape.epss,
  ratings: IssueDetail.shape.ratings, references: z.array(z.string()),
  affected: z.array(z.object({ ecosystem: z.string(), package: z.string(), fixed: z.array(z.string()) })),
  issues: z.array(Issue),
});
export type VulnerabilityPage = z.infer<typeof VulnerabilityPage>;

/** Policy as code: what must be resolved or planned, how fast, and who may approve what. Days are business days. */
const days = z.number().int().min(0).max(3_650);
const bySeverity = z.object({ critical: days, high: days, medium: days, low: days });
export const Policy = z.object({
  /** An issue is required when any line fits; `unknown` severities always are while `unknownCounts` is true. */
  require: z.array(z.object({ severity: Severity.optional(), score: z.number().min(0).max(10).optional(), kev: z.boolean().optional(), epss: z.number().min(0).max(1).optional() })).min(1).max(50)
    .describe('Severity: at least that one; score: CVSS base score at least that; every part of a line must fit'),
  unknownCounts: z.boolean(),
  triage: days,
  estimate: bySeverity,
  remediate: bySeverity,
  /** What CISA demands caps the due date. */
  kevCaps: z.boolean(),
  /** ISO weekdays that are worked, and days that are not. */
  week: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  holidays: z.array(Day).max(1_000),
  accept: z.object({ mostMonths: z.number().int().min(1).max(6), approver: z.record(z.enum(['critical', 'high', 'medium', 'low']), z.enum(['owner', 'admin', 'analyst'])), fourEyes: z.boolean() }),
  plan: z.object({ approver: z.record(z.enum(['critical', 'high', 'medium', 'low']), z.enum(['owner', 'admin', 'analyst'])), fourEyes: z.boolean() }),
  /** Whom a digest goes to and when, in UTC. */
  digest: z.object({ hour: z.number().int().min(0).max(23), weekdays: z.array(z.number().int().min(1).max(7)).max(7) }),
  /** Hours after which an asset has to have been looked at again. */
  freshness: z.object({ node: z.number().int().min(1).max(8_760), image: z.number().int().min(1).max(8_760), repository: z.number().int().min(1).max(8_760) }),
});
export type Policy = z.infer<typeof Policy>;
export const PolicyAnswer = z.object({ policy: Policy, version: z.number().int(), changedBy: z.string(), changedAt: instant.nullable() });
/** One part of a policy (`estimate.high`) as it was and as it is. */
export const PolicyChange = z.object({ what: z.string(), before: z.unknown(), after: z.unknown() });
export type PolicyChange = z.infer<typeof PolicyChange>;
/** A policy that held, with what it changed of the one before; the first changed the one that Glacis comes with. */
export const PolicyVersion = PolicyAnswer.extend({ changes: z.array(PolicyChange) });
export type PolicyVersion = z.infer<typeof PolicyVersion>;
export const PolicyVersionsQuery = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().max(1_000).optional() });

/** A day each; `to` included. */
export const TrendsQuery = z.object({ from: Day.optional(), to: Day.optional(), owner: z.string().max(100).optional() });
export const Trends = z.object({
  days: z.array(z.object({ day: Day, open: z.number().int(), required: z.number().int(), undecided: z.number().int(), opened: z.number().int(), resolved: z.number().int(), overdue: z.number().int() })),
  /** Business days, of what is open, and of what was planned and resolved in the range; null where there is none. */
  age: z.object({ median: z.number().nullable(), oldest: z.number().nullable() }),
  timeToPlan: z.object({ median: z.number().nullable(), p90: z.number().nullable(), issues: z.number().int() }),
  timeToFix: z.object({ median: z.number().nullable(), p90: z.number().nullable(), issues: z.number().int() }),
});
export type Trends = z.infer<typeof Trends>;

/** A scan as the server keeps it. */
export const Scan = z.object({
  id: z.string(), asset: z.object({ id: z.string(), kind: AssetKind, name: z.string() }),
  origin: z.enum(['agent', 'ci', 'registry', 'harbor', 'upload']),
  state: z.enum(['waiting', 'stored', 'failed']), at: instant, receivedAt: instant,
  complete: z.boolean(), problems: z.array(z.object({ path: z.string(), reason: z.string() })), reason: z.string().nullable(),
  packages: z.number().int(), opened: z.number().int(), resolved: z.number().int(),
});
export type Scan = z.infer<typeof Scan>;
export const ScansQuery = z.object({ asset: z.string().max(64).optional(), state: Scan.shape.state.optional(), limit: z.coerce.number().int().min(1).max(500).default(50), cursor: z.string().max(1_000).optional() });
/** `POST /api/v1/scans?…`, the body a Glacis report, CycloneDX or SPDX. Name and kind are the report's own unless they are given. */
export const ScanUpload = z.object({ kind: AssetKind.optional(), name: z.string().min(1).max(1_000).optional(), digest: z.string().regex(/^sha256:[0-9a-f]{64}$/).optional(), commit: z.string().regex(/^[0-9a-f]{7,64}$/).optional(), wait: z.stringbool().default(false).describe('Answer when it is stored'),
  confirm: z.stringbool().default(false).describe('Take it though it closes nearly all that was open there; for who may change assets') });

export const AssetPackage = z.object({ purl: z.string(), type: z.string(), name: z.string(), version: z.string(), paths: z.array(z.string()), issues: z.number().int(), worst: Severity.nullable(), setAside: z.string().nullable() });
export type AssetPackage = z.infer<typeof AssetPackage>;
export const AssetPackagesQuery = z.object({ search: z.string().max(200).optional(), vulnerable: z.stringbool().optional(), limit: z.coerce.number().int().min(1).max(500).default(100), cursor: z.string().max(1_000).optional(), count: z.stringbool().optional() });

/** A registry whose tags are followed. */
export const Registry = z.object({
  id: z.string(), name: Label,
  url: z.url({ protocol: /^https?$/ }).max(500),
  /** Globs of repositories; empty: all of its catalog. */
  repositories: z.array(said(300)).max(200),
  /** Globs of tags; empty: all. */
  tags: z.array(said(300)).max(200),
  username: z.string().max(300).nullable(), passwordSet: z.boolean(),
  everyMinutes: z.number().int().min(1).max(10_080),
  state: z.enum(['new', 'fine', 'failing']), problem: z.string().nullable(),
  /** When it was last listed whole. */
  polledAt: instant.nullable(),
  images: z.number().int(),
  /** It may tell of pushes by itself: a token for that was made. */
  notifies: z.boolean(),
});
export type Registry = z.infer<typeof Registry>;
export const SaveRegistry = Registry.pick({ name: true, url: true, repositories: true, tags: true, username: true, everyMinutes: true }).extend({
  repositories: Registry.shape.repositories.default([]), tags: Registry.shape.tags.default([]), username: Registry.shape.username.default(null), everyMinutes: Registry.shape.everyMinutes.default(15),
  password: z.string().max(2_000).optional(),
});
export type SaveRegistry = z.infer<typeof SaveRegistry>;
/** With which a registry tells of pushes, and where; told once. */
export const NotifyToken = z.object({ token: z.string(), url: z.string() });
export type NotifyToken = z.infer<typeof NotifyToken>;

/** A Kubernetes cluster whose pods are listed. Its token is written, never read. */
export const Cluster = z.object({
  id: z.string(), name: Label,
  /** Of its API: `https://10.0.0.1:6443`. */
  url: z.url({ protocol: /^https?$/ }).max(500),
  /** PEM of the authority of its certificate; null: the usual ones. */
  ca: z.string().max(100_000).nullable(),
  state: Registry.shape.state, problem: z.string().nullable(),
  listedAt: instant.nullable(),
  /** Containers that ran when it was last listed. */
  containers: z.number().int(),
});
export type Cluster = z.infer<typeof Cluster>;
export const SaveCluster = Cluster.pick({ name: true, url: true }).extend({ ca: Cluster.shape.ca.default(null), token: z.string().regex(/^[\x21-\x7e]{1,8000}$/) });
export type SaveCluster = z.infer<typeof SaveCluster>;

/** What an agent tells of its node, all of it each time: packages and surface in the report's own shapes and without findings, which are the server's business. */
export const AgentReport = z.object({
  agent: z.object({ version: z.string().max(50) }),
  report: ScanReport,
  /** Null where no runtime could be asked: what is known stays. */
  containers: z.array(Container).max(5_000).nullable(),
});
export type AgentReport = z.infer<typeof AgentReport>;

/** VEX that others wrote: what was taken, and what not, by statement. */
export const VexImported = z.object({ taken: z.number().int(), proposed: z.number().int(), ignored: z.array(z.object({ statement: z.string(), reason: z.string() })) });

/** GitHub, for issues: the repository in which tickets are made. The token is written, never read. */
export const TicketSettings = z.object({ repository: z.string().regex(/^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}$/), api: z.url({ protocol: /^https?$/ }).max(500).default('https://api.github.com'), labels: z.array(said(50)).max(10).default([]), tokenSet: z.boolean(), /** Which issues get one by themselves. */ automatic: z.enum(['none', 'required', 'planned']), problem: z.string().nullable() });
export type TicketSettings = z.infer<typeof TicketSettings>;
export const SaveTicketSettings = TicketSettings.omit({ tokenSet: true, problem: true }).extend({ token: z.string().min(1).max(500).optional() });
export type SaveTicketSettings = z.infer<typeof SaveTicketSettings>;
/** The ticket of one issue. `wanted`: it is not made yet. `problem`: why not, or how it differs at the code host from what Glacis wrote. */
export const Ticket = z.object({ state: z.enum(['wanted', 'open', 'closed']), repository: z.string(), number: z.number().int().nullable(), url: z.string().nullable(), syncedAt: instant.nullable(), problem: z.string().nullable() });
export type Ticket = z.infer<typeof Ticket>;

/** A host that has a vulnerable service within reach and trouble signing in: what needs somebody first, with each reason. */
export const Attention = z.object({ items: z.array(z.object({ asset: z.object({ id: z.string(), kind: AssetKind, name: z.string() }), weight: z.number(), reasons: z.array(z.object({ what: z.string(), path: z.string() })) })) });
export type Attention = z.infer<typeof Attention>;
