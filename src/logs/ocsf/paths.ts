/**
 * The OCSF 1.8 paths that normalizers emit as attributes, beside the promoted fields of `NormalizedEvent`.
 * `type` restores the value from its text; `observable` is the schema's observable type_id of the path, where it has one
 * that people pivot on (users, addresses, hosts, URLs, e-mail addresses, hashes).
 */
export const PATHS = {
  'actor.process.name': { type: 'string' },
  'actor.process.pid': { type: 'integer' },
  'actor.session.terminal': { type: 'string' },
  'actor.session.uid': { type: 'string' },
  'actor.user.type': { type: 'string' },
  'actor.user.uid': { type: 'string' },
  'api.operation': { type: 'string' },
  auth_factors: { type: 'json' },
  auth_protocol: { type: 'string' },
  count: { type: 'integer' },
  'dst_endpoint.port': { type: 'integer' },
  duration: { type: 'long' },
  'group.name': { type: 'string' },
  'group.uid': { type: 'string' },
  'http_request.http_method': { type: 'string' },
  'http_request.length': { type: 'integer' },
  'http_request.referrer': { type: 'string', observable: 6 },
  'http_request.uid': { type: 'string' },
  'http_request.url.hostname': { type: 'string', observable: 1 },
  'http_request.url.path': { type: 'string' },
  'http_request.url.port': { type: 'integer' },
  'http_request.url.query_string': { type: 'string' },
  'http_request.url.scheme': { type: 'string' },
  'http_request.url.url_string': { type: 'string', observable: 6 },
  'http_request.user_agent': { type: 'string' },
  'http_request.version': { type: 'string' },
  'http_request.x_forwarded_for': { type: 'string[]', observable: 2 },
  'http_response.body_length': { type: 'integer' },
  'http_response.code': { type: 'integer' },
  is_mfa: { type: 'boolean' },
  'job.cmd_line': { type: 'string' },
  'job.name': { type: 'string' },
  'metadata.correlation_uid': { type: 'string' },
  'metadata.is_truncated': { type: 'boolean' },
  'metadata.log_level': { type: 'string' },
  'metadata.original_time': { type: 'string' },
  'metadata.sequence': { type: 'integer' },
  'process.cmd_line': { type: 'string' },
  'process.working_directory': { type: 'string' },
  resources: { type: 'json' },
  'session.uid': { type: 'string' },
  'src_endpoint.hostname': { type: 'string', observable: 1 },
  'src_endpoint.port': { type: 'integer' },
  status_code: { type: 'string' },
  status_detail: { type: 'string' },
  timezone_offset: { type: 'integer' },
  'user.email_addr': { type: 'string', observable: 5 },
  'user.type': { type: 'string' },
  'user.uid': { type: 'string' },
} as const satisfies Record<string, PathInfo>;

export type PathInfo = {
  type: 'string' | 'integer' | 'long' | 'float' | 'boolean' | 'json' | 'string[]';
  observable?: number;
};

export type KnownPath = keyof typeof PATHS;

/** A path that may stand in `attributes`. Below `unmapped.` the source's own names stand, their values as text. */
export type AttributePath = KnownPath | `unmapped.${string}`;

type Values = { string: string; integer: number; long: number; float: number; boolean: boolean; json: object; 'string[]': readonly string[] };

/** What a normalizer gives for a path: misspelt paths and values of the wrong type do not compile. */
export type AttributeValue<P extends AttributePath> = P extends KnownPath ? Values[(typeof PATHS)[P]['type']] : string;

const table: Readonly<Record<string, PathInfo | undefined>> = PATHS;

/** The entry of a path; undefined for `unmapped.…` and for what no normalizer emits. */
export const pathInfo = (path: string): PathInfo | undefined => (Object.hasOwn(table, path) ? table[path] : undefined);

const observed = new Map(Object.entries(table).flatMap(([path, info]) => (info?.observable === undefined ? [] : [[path, info.observable] as const])));

/** The observable type_id of what stands at a path; undefined where it is none that people pivot on. */
export const observableAt = (path: string): number | undefined => observed.get(path);
