/**
 * The one catalogue of errors: a stable code, the HTTP status and exit code it means,
 * what went wrong in the user's words, and what to do about it.
 */
type Entry<A extends unknown[]> = {
  status: number;
  /** Exit code of the command line (DESIGN: 0 fine, 1 answer is no, 2 usage, 3 could not complete). */
  exit?: 1 | 2 | 3 | 4;
  say: (...args: A) => string;
  hint?: string | ((...args: A) => string);
};

export class GlacisError extends Error {
  override readonly name = 'GlacisError';
  readonly code: string;
  readonly status: number;
  readonly exit: number;
  readonly hint: string | undefined;
  /** Machine-readable facts for the answer; never secrets. */
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(fields: {
    code: string;
    status: number;
    exit: number;
    message: string;
    hint?: string | undefined;
    details?: Record<string, unknown> | undefined;
    cause?: unknown;
  }) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = fields.code;
    this.status = fields.status;
    this.exit = fields.exit;
    this.hint = fields.hint;
    this.details = fields.details;
  }
}

function entry<A extends unknown[]>(code: string, spec: Entry<A>) {
  return (...args: A): GlacisError =>
    new GlacisError({
      code,
      status: spec.status,
      exit: spec.exit ?? (spec.status === 400 ? 2 : 3),
      message: spec.say(...args),
      hint: typeof spec.hint === 'function' ? spec.hint(...args) : spec.hint,
      details: args.length === 1 && isRecord(args[0]) ? args[0] : undefined,
    });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every error that Glacis raises on purpose, by name. `errors.notFound({ what: 'source' })` makes one. */
export const errors = {
  // requests
  invalid: entry('invalid', { status: 400, say: (f: { what: string; issues?: unknown }) => f.what }),
  badQuery: entry('bad_query', {
    status: 400,
    say: (f: { message: string; at: number; end: number; fix?: string }) => f.message,
    hint: (f) => (f.fix === undefined ? 'See docs/search.md for the query language.' : `Did you mean: ${f.fix}`),
  }),
  unauthenticated: entry('unauthenticated', {
    status: 401,
    say: () => 'You are not signed in.',
    hint: 'Sign in, or send an API token: Authorization: Bearer …',
  }),
  badCredentials: entry('bad_credentials', { status: 401, say: () => 'These credentials are not right.' }),
  forbidden: entry('forbidden', {
    status: 403,
    say: (f: { permission: string }) => `This needs the permission ${f.permission}.`,
    hint: 'Ask an owner for a role or a token that has it.',
  }),
  crossSite: entry('cross_site', { status: 403, say: () => 'This request came from another site and was refused.' }),
  notFound: entry('not_found', { status: 404, say: (f: { what: string }) => `There is no such ${f.what}.` }),
  slowBody: entry('slow_body', {
    status: 408,
    say: (f: { seconds: number }) => `Nothing of the body came for ${f.seconds} s.`,
    hint: 'Nothing was lost: send it again.',
  }),
  wouldClose: entry('would_close', {
    status: 409,
    say: (f: { name: string; open: number; closing: number; packages: number }) => `With the ${f.packages} packages that this names, ${f.closing} of ${f.open} open findings of ${f.name} would be closed; it was not taken.`,
    hint: 'If it is so, somebody who may change assets sends it with ?confirm=true; else look whether the scan saw what it should.',
  }),
  conflict: entry('conflict', { status: 409, say: (f: { what: string }) => f.what }),
  tooLarge: entry('too_large', {
    status: 413,
    say: (f: { what: string; limit: number }) => `${f.what} is larger than the limit of ${f.limit} bytes.`,
    hint: 'Send it in smaller parts.',
  }),
  unsupported: entry('unsupported', { status: 415, say: (f: { what: string }) => f.what }),
  tooMany: entry('too_many', {
    status: 429,
    say: (f: { what: string; retryAfter: number }) => `${f.what} Try again in ${f.retryAfter} s.`,
  }),
  linkSpent: entry('link_spent', {
    status: 410,
    say: () => 'This link was used, has expired or was replaced by a newer one.',
    hint: 'Ask for a new one; the set-up link is printed at each start while nobody has an account.',
  }),
  enrolmentRefused: entry('enrolment_refused', {
    status: 401,
    say: () => 'This enrolment token was used, has expired or was never given out.',
    hint: 'Each is good for one node and one time: make another in Agents, or by POST /api/v1/agents/enrolments.',
  }),
  insecureTransport: entry('insecure_transport', {
    status: 403,
    say: () => 'Nobody signs in over plain http from another machine.',
    hint: 'Put TLS in front and set GLACIS_PUBLIC_URL=https://…, or open Glacis as http://localhost through an SSH tunnel.',
  }),
  outgoingRefused: entry('outgoing_refused', {
    status: 422,
    say: (f: { host: string; reason: 'not-public' | 'plain-http' }) =>
      f.reason === 'plain-http' ? `${f.host} would be reached over plain http.` : `${f.host} is not at a public address.`,
    hint: 'Whoever runs the server can allow its network by GLACIS_OUTGOING_ALLOW.',
  }),
  outgoingFailed: entry('outgoing_failed', {
    status: 502,
    say: (f: { host: string; reason: string }) => `${f.host} could not be reached: ${f.reason}`,
  }),
  // decisions about vulnerabilities
  needsApprover: entry('needs_approver', {
    status: 403,
    say: (f: { severity: string; role: string }) => `A decision about what is ${f.severity} is approved by ${f.role === 'owner' ? 'an owner' : `an ${f.role} or higher`}.`,
    hint: 'The policy says who approves what (docs/vulnerabilities.md).',
  }),
  needsSecond: entry('needs_second', {
    status: 403,
    say: () => 'Whoever proposed it does not approve it: the policy asks for a second person.',
    hint: 'Somebody else with the role for it approves or refuses it.',
  }),
  needsPerson: entry('needs_person', {
    status: 403,
    say: () => 'This is for people: whoever has a token would be two by it.',
    hint: 'Sign in, and do it as yourself.',
  }),
  unvouched: entry('unvouched', {
    status: 403,
    say: () => 'No key that may speak of these facts has signed it.',
    hint: 'Whoever runs the program adds the key under Evidence, or by POST /api/v1/evidence/keys (docs/evidence.md).',
  }),
  // images, hosts and directories that are scanned
  imageInvalid: entry('image_invalid', {
    status: 422,
    say: (f: { image: string; reason: string }) => `${f.image} cannot be read: ${f.reason}.`,
    hint: 'Nothing of it was reported. Build or fetch the image anew; if other tools read it, it is our mistake.',
  }),
  imageNotFound: entry('image_not_found', {
    status: 404,
    exit: 3,
    say: (f: { image: string; where: string }) => `There is no ${f.image} ${f.where}.`,
    hint: 'A prefix says where to look: docker-archive:, oci-archive:, oci-dir:, registry:, docker: or podman:.',
  }),
  badReference: entry('bad_reference', {
    status: 400,
    say: (f: { reference: string; reason: string }) => `${f.reference} names no image: ${f.reason}.`,
    hint: 'Images are named as docker does ([HOST[:PORT]/]NAME[:TAG][@DIGEST]), or by a path.',
  }),
  noSuchPlatform: entry('no_such_platform', {
    status: 404,
    exit: 3,
    say: (f: { image: string; platform: string; found: readonly string[] }) => `${f.image} is not there for ${f.platform}.`,
    hint: (f) => (f.found.length === 0 ? 'It has no image at all.' : `It is there for ${f.found.join(', ')}: choose with --platform.`),
  }),
  registryRefused: entry('registry_refused', {
    status: 502,
    say: (f: { registry: string; image: string; reason: string }) => `${f.registry} does not give ${f.image}: ${f.reason}.`,
    hint: 'Log in with docker login or podman login: their configuration and credential helpers are used.',
  }),
  registryThrottled: entry('registry_throttled', {
    status: 502,
    say: (f: { registry: string; retryAfterMs?: number }) =>
      `${f.registry} wants fewer requests${f.retryAfterMs === undefined ? '' : `, and to be asked again in ${Math.ceil(f.retryAfterMs / 1_000)} s`}.`,
    hint: 'Poll it less often, follow fewer repositories, or give it credentials that may ask more.',
  }),
  clusterFailed: entry('cluster_failed', {
    status: 502,
    say: (f: { host: string; reason: string }) => `The cluster at ${f.host} does not list its pods: ${f.reason}.`,
    hint: 'docs/registries.md says which rights its service account needs.',
  }),
  registryFailed: entry('registry_failed', {
    status: 502,
    say: (f: { registry: string; reason: string }) => `${f.registry} does not answer as a registry should: ${f.reason}.`,
    hint: 'Is it reachable from here, and is its certificate known? --cacert FILE adds one; a mirror can stand in.',
  }),
  daemonFailed: entry('daemon_failed', {
    status: 502,
    say: (f: { daemon: string; reason: string }) => `${f.daemon} does not give the image: ${f.reason}.`,
    hint: 'Is it running, and may this user open its socket? DOCKER_HOST or CONTAINER_HOST say where it is.',
  }),
  notWritten: entry('not_written', {
    status: 500,
    say: (f: { file: string; reason: string }) => `${f.file} could not be written: ${f.reason}`,
    hint: 'What was there before is untouched.',
  }),
  unreadableDirectory: entry('unreadable_directory', {
    status: 422,
    say: (f: { directory: string; reason: string }) => `${f.directory} cannot be read: ${f.reason}.`,
  }),
  // the house
  unavailable: entry('unavailable', {
    status: 503,
    say: (f: { what: string; retryAfter?: number }) => f.what,
    hint: 'glacis doctor tells what is wrong.',
  }),
  spoolFull: entry('spool_full', {
    status: 429,
    say: (f: { retryAfter: number }) => `The spool is full: nothing was stored. Try again in ${f.retryAfter} s.`,
    hint: 'The event store is down or slow; glacis doctor tells more.',
  }),
  queryTooExpensive: entry('query_too_expensive', {
    status: 422,
    say: (f: { limit: string; isLarge?: boolean }) => `The query was stopped at its limit (${f.limit}).`,
    hint: (f) => (f.isLarge ? 'Ask for fewer events at a time.' : 'Narrow the time range or add a filter.'),
  }),
  engineFailed: entry('engine_failed', {
    status: 503,
    say: (f: { engine: string; reason: string }) => `The ${f.engine} engine does not run: ${f.reason}`,
    hint: 'glacis doctor tells more; DATABASE_URL and CLICKHOUSE_URL use servers of your own.',
  }),
  misconfigured: entry('misconfigured', {
    status: 500,
    exit: 2,
    say: (f: { name: string; reason: string }) => `${f.name} ${f.reason}`,
    hint: 'docs/configuration.md lists every variable.',
  }),
  dataInUse: entry('data_in_use', {
    status: 500,
    say: (f: { directory: string; pid: number }) =>
      `The data directory ${f.directory} is in use by the running server (process ${f.pid}).`,
    hint: 'Stop it first, or set GLACIS_DATA to another directory.',
  }),
  wrongMasterKey: entry('wrong_master_key', {
    status: 503,
    say: () => 'A stored secret cannot be opened with the master key of this server.',
    hint: 'All servers of a database need the same keys/master.key in their data directory (docs/scale.md, docs/backup.md).',
  }),
  versionSkew: entry('version_skew', {
    status: 500,
    say: (f: { found: string; expected: string }) =>
      `The data was written by a newer Glacis (schema ${f.found}; this one knows ${f.expected}).`,
    hint: 'Start the newer version.',
  }),
  backupDamaged: entry('backup_damaged', {
    status: 422,
    say: (f: { file: string; reason: string }) => `${f.file} is not a whole backup: ${f.reason}.`,
    hint: 'Nothing was changed. Take another copy of the file, or another backup.',
  }),
  exportBroken: entry('export_broken', {
    status: 502,
    say: (f: { file: string; reason: string }) => `What the server gave for ${f.file} is not whole: ${f.reason}`,
    hint: 'Nothing was written. Take it again.',
  }),
  backupOtherVersion: entry('backup_other_version', {
    status: 422,
    say: (f: { glacis: string; found: string; expected: string }) =>
      `The backup was written by Glacis ${f.glacis} (schema ${f.found}); this one has schema ${f.expected}.`,
    hint: (f) => `Nothing was changed. Restore with Glacis ${f.glacis}, then start this version on the result.`,
  }),
  notEmpty: entry('not_empty', {
    status: 409,
    say: (f: { what: string }) => `A backup is only restored into an empty place, and ${f.what}.`,
    hint: 'Nothing was changed. Set GLACIS_DATA, DATABASE_URL and CLICKHOUSE_URL to empty ones.',
  }),
  // advisories
  advisoriesMissing: entry('advisories_missing', {
    status: 404,
    exit: 3,
    say: (f: { path: string }) => `There are no advisories at ${f.path}.`,
    hint: 'glacis advisories sync fetches them; --from takes a directory where there is no network.',
  }),
  advisoriesDamaged: entry('advisories_damaged', {
    status: 500,
    say: (f: { path: string; reason: string }) => `The advisories at ${f.path} cannot be read: ${f.reason}.`,
    hint: 'Delete the file, then: glacis advisories sync.',
  }),
  advisoriesOtherVersion: entry('advisories_other_version', {
    status: 500,
    say: (f: { path: string; found: string; expected: string }) => `The advisories at ${f.path} were built by another version of Glacis (schema ${f.found}; this one reads ${f.expected}).`,
    hint: 'glacis advisories sync builds them anew.',
  }),
  advisoriesTooOld: entry('advisories_too_old', {
    status: 503,
    say: (f: { age: string; limit: string }) => `The advisories are ${f.age} old; the limit is ${f.limit}.`,
    hint: 'glacis advisories sync brings them up to date.',
  }),
  advisoriesBusy: entry('advisories_busy', {
    status: 409,
    say: (f: { directory: string; pid: number }) => `Another sync is writing to ${f.directory} (process ${f.pid}).`,
    hint: 'Wait until it has ended; the advisories that are there can be used meanwhile.',
  }),
  advisoriesNotWritten: entry('advisories_not_written', {
    status: 507,
    say: (f: { directory: string; reason: string }) => `The advisories could not be written to ${f.directory}: ${f.reason}.`,
    hint: 'What was there before is as it was. Make room, or set GLACIS_ADVISORIES to another directory.',
  }),
  advisoriesLost: entry('advisories_lost', {
    status: 422,
    say: (f: { source: string; lost: number; of: number; how: 'bad' | 'gone'; example?: string }) =>
      f.how === 'bad'
        ? `${f.lost} of the ${f.of} advisories of ${f.source} cannot be read${f.example === undefined ? '' : ` (${f.example})`}.`
        : `${f.lost} of the ${f.of} advisories of ${f.source} are gone at their source.`,
    hint: 'What was there before is as it was. --accept-loss takes them as they are.',
  }),
  advisorySource: entry('advisory_source', {
    status: 502,
    say: (f: { what: string; reason: string }) => `${f.what} could not be taken: ${f.reason}`,
    hint: 'What was there before is as it was. docs/advisories.md says what a source looks like.',
  }),
  internal: entry('internal', {
    status: 500,
    say: () => 'Something went wrong on our side. It was logged.',
    hint: 'The server log has the details under the request id.',
  }),
} as const;

/** Says any thrown value in one line, without a stack. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ');
  // drizzle's own message holds the values of the statement, which may be secrets; the driver's says what went wrong.
  if (error instanceof Error && 'query' in error && 'params' in error && error.cause) return reasonOf(error.cause);
  if (error instanceof Error) return error.message || error.name;
  return isRecord(error) && typeof error['message'] === 'string' ? error['message'] : String(error);
}
