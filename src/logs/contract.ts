import { z } from 'zod';

/** Limits that clients may rely on. */
export const LIMITS = { queryChars: 4_000, pageRows: 1_000, exportRows: 1_000_000, sourceName: 64, lineBytes: 1024 * 1024 } as const;

const instant = z.iso.datetime({ offset: true });

export const SourceName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'a source name is 1 to 64 of a-z 0-9 . _ -, beginning with a letter or digit');

/** The source of Glacis's own audit log; its format and retention are nobody's to choose. */
export const OWN_SOURCE = 'glacis';
/** The source of syslog from this machine. */
export const LOCAL_SOURCE = 'syslog';
/** The source of syslog from senders that no source names: kept and searched, never believed. */
export const QUARANTINE = 'quarantine';

/** Whether a source is there from the first start and cannot be deleted. */
export const isBuiltIn = (source: string): boolean => [OWN_SOURCE, LOCAL_SOURCE, QUARANTINE].includes(source);
/** Whether Glacis alone writes a source: it has no tokens, and no senders of its own. */
export const isOwn = (source: string): boolean => source === OWN_SOURCE || source === QUARANTINE;

/** An OCSF 1.8 event; `metadata.uid` is its id, `time` its epoch in ms. */
export const OcsfEvent = z.looseObject({
  class_uid: z.number().int(),
  time: z.number().int(),
  metadata: z.looseObject({ uid: z.string() }),
});
export type OcsfEvent = z.infer<typeof OcsfEvent>;

export const EventsQuery = z.object({
  query: z.string().max(LIMITS.queryChars).default(''),
  from: instant.optional(),
  to: instant.optional(),
});

export const SearchQuery = EventsQuery.extend({
  limit: z.coerce.number().int().min(1).max(LIMITS.pageRows).default(100),
  cursor: z.string().max(1_000).optional(),
  /** Newest first unless `asc`. */
  order: z.enum(['desc', 'asc']).default('desc'),
});

export const HistogramQuery = EventsQuery.extend({ buckets: z.coerce.number().int().min(1).max(500).default(60) });
/** Counts by time and outcome. `interval` is the bucket width in ms; buckets without events are absent. */
export const Histogram = z.object({
  interval: z.number().int(),
  from: instant,
  to: instant,
  buckets: z.array(z.object({ at: instant, total: z.number().int(), success: z.number().int(), failure: z.number().int() })),
});
export type Histogram = z.infer<typeof Histogram>;

export const FacetsQuery = EventsQuery.extend({
  /** Comma-separated field names; the usual ones when absent. */
  fields: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(10),
});
export const Facets = z.object({
  facets: z.array(
    z.object({
      field: z.string(),
      values: z.array(z.object({ value: z.string(), count: z.number().int() })),
    }),
  ),
});
export type Facets = z.infer<typeof Facets>;

/** A field of the query language. */
export const Field = z.object({
  name: z.string(),
  kind: z.enum(['text', 'keyword', 'number', 'ip', 'time', 'enum']),
  path: z.string(),
  meaning: z.string(),
  values: z.array(z.string()).optional(),
});
export type Field = z.infer<typeof Field>;

export const CompletionsQuery = z.object({ field: z.string().min(1).max(200), prefix: z.string().max(200).default('') });
/** Values of a field, the most frequent first; names of an `enum` come without counts. */
export const Completions = z.object({ items: z.array(z.object({ value: z.string(), count: z.number().int().optional() })) });
export type Completions = z.infer<typeof Completions>;

export const ParseQuery = z.object({ query: z.string() });

export const ExportQuery = EventsQuery.extend({
  format: z.enum(['ndjson', 'csv']).default('ndjson'),
  /** Comma-separated field names, for CSV; the usual ones when absent. */
  columns: z.string().max(2_000).optional(),
  /** Only so many, the newest; without it more than `LIMITS.exportRows` fail the export rather than being left out. */
  limit: z.coerce.number().int().min(1).max(LIMITS.exportRows).optional(),
});

export const IngestQuery = z.object({ source: SourceName, format: z.string().max(64).optional() });
export const IngestAnswer = z.object({
  received: z.number().int(),
  stored: z.number().int(),
  duplicate: z.number().int(),
  /** The first 100; `line` counts from 1. */
  rejected: z.array(z.object({ line: z.number().int(), reason: z.string() })),
  /** How many were rejected in all, where that is more than are listed. */
  rejectedTotal: z.number().int().optional(),
});
export type IngestAnswer = z.infer<typeof IngestAnswer>;

/** Where syslog of a source comes from; the first source that matches a connection takes it. */
export const Sender = z.discriminatedUnion('by', [
  z.object({ by: z.literal('certificate'), fingerprint: z.string().regex(/^[0-9a-f]{64}$/, 'SHA-256 in lower-case hexadecimal') }),
  z.object({ by: z.literal('network'), cidr: z.string().max(49), transport: z.enum(['tcp', 'udp', 'tls']).optional() }),
]);
export type Sender = z.infer<typeof Sender>;

/** What logs tell of: what programs do, what machines do, who changed what, who came in. */
export const LOG_KINDS = ['application', 'infrastructure', 'audit', 'access'] as const;
export const LogKind = z.enum(LOG_KINDS);
export type LogKind = z.infer<typeof LogKind>;

const settings = {
  description: z.string().max(500),
  /** Normalizer to use; null: recognised line by line. */
  format: z.string().max(64).nullable(),
  /** IANA zone of times that carry none. */
  timeZone: z.string().max(64),
  /** Holds for what is received from now on. */
  retentionDays: z.number().int().min(1).max(3_650),
  /** Alert when nothing came for this long; null = never. */
  silentAfterMinutes: z.number().int().min(1).max(43_200).nullable(),
  /** Alert when more than this share of the lines of ten minutes (at least 20) is not parsed; null = never. */
  unparsedShare: z.number().min(0.01).max(1).nullable(),
  senders: z.array(Sender).max(50),
  /** What it is known to hold; null: what its lines of the last seven days are found to be. */
  kinds: z.array(LogKind).min(1).max(LOG_KINDS.length).nullable(),
};
export const SourceSettings = z.object({
  description: settings.description.default(''),
  format: settings.format.default(null),
  timeZone: settings.timeZone.default('UTC'),
  retentionDays: settings.retentionDays.default(90),
  silentAfterMinutes: settings.silentAfterMinutes.default(null),
  unparsedShare: settings.unparsedShare.default(null),
  senders: settings.senders.default([]),
  kinds: settings.kinds.default(null),
});
export type SourceSettings = z.infer<typeof SourceSettings>;

export const Ledger = z.object({
  received: z.number().int(),
  stored: z.number().int(),
  duplicate: z.number().int(),
  rejected: z.record(z.string(), z.number().int()),
  /** Stored, but no normalizer understood the line. */
  unparsed: z.number().int(),
  /** Accepted and waiting in a spool; they count as received when their fate is known. */
  waiting: z.number().int(),
});
export type Ledger = z.infer<typeof Ledger>;

export const Source = SourceSettings.extend({
  name: SourceName,
  createdAt: instant,
  state: z.enum(['new', 'active', 'silent', 'failing', 'quarantine']),
  ledger: Ledger,
  lastSeen: instant.nullable(),
  /** Receipt minus event time of the newest line, in ms. */
  lagMs: z.number().nullable(),
  /** Lines stored in each of the last 24 hours, oldest first. */
  hourly: z.array(z.number().int()),
  /** Kinds of logs that it sent within the last seven days; of one whose kinds are set, those while it sends anything. */
  sends: z.array(LogKind),
});
export type Source = z.infer<typeof Source>;

export const CreateSource = SourceSettings.extend({ name: SourceName });
/** Without defaults: what is absent stays as it is. */
export const UpdateSource = z.object(settings).partial();
export const CreateSourceToken = z.object({ label: z.string().min(1).max(120).optional(), expiresInDays: z.number().int().min(1).max(3_650).optional() });
/** A new ingest token, told once. */
export const SourceToken = z.object({ id: z.string(), token: z.string() });
/** A new client certificate for syslog over TLS, told once; all in PEM. `ca` is what the sender trusts. */
export const SourceCertificate = z.object({ certificate: z.string(), key: z.string(), ca: z.string(), fingerprint: z.string(), notAfter: instant });

/** TCP ports that this server takes syslog on; 0 where it takes none. Plain is UDP, too. */
export const Receivers = z.object({ syslogPort: z.number().int(), syslogTlsPort: z.number().int() });

export const SavedSearch = z.object({
  id: z.string(),
  name: z.string().min(1).max(120),
  query: z.string().max(LIMITS.queryChars),
  /** Relative range such as `24h`, or absent for all time. */
  range: z.string().max(40).nullable(),
  columns: z.array(z.string().max(80)).max(20),
  shared: z.boolean(),
  owner: z.string(),
});
export type SavedSearch = z.infer<typeof SavedSearch>;
export const SaveSearch = SavedSearch.omit({ id: true, owner: true });
