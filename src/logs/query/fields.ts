import type { Field } from '../contract.ts';
import { OBSERVABLE, SEVERITY, STATUS } from '../ocsf/captions.ts';
import { CLASSES } from '../ocsf/classes.ts';
import type { EventRow } from '../ocsf/event.ts';
import { pathInfo } from '../ocsf/paths.ts';
import { closest } from './suggest.ts';

/** What of a row can be asked for by a column; `typeUid` is class and activity in one number, as OCSF counts. */
export type Column = Exclude<keyof EventRow, 'attributes' | 'observables' | 'rawBase64' | 'batch' | 'position' | 'normalizer'> | 'typeUid';

/** Where the value of a field stands in a row. */
export type Place =
  | { is: 'column'; column: Column }
  /** Value of one of these attributes, the first that is there. */
  | { is: 'attribute'; paths: readonly string[] }
  /** Any observable of these OCSF types. */
  | { is: 'observable'; types: readonly number[] };

export type QueryField = {
  readonly name: string;
  readonly kind: Field['kind'];
  /** Where OCSF has it. */
  readonly path: string;
  readonly meaning: string;
  readonly place: Place;
  /** Other names that people know it by. */
  readonly aliases: readonly string[];
  /** Names of the numbers of an `enum`, in their order. */
  readonly names?: Readonly<Record<string, number>>;
  /** Whether `>` makes sense between those names. */
  readonly ordered?: boolean;
};

type More = { aliases?: string[]; names?: Record<string, number>; ordered?: boolean };

const field = (name: string, kind: Field['kind'], path: string, place: Place, meaning: string, more: More = {}): QueryField =>
  Object.freeze({ name, kind, path, meaning, place, aliases: [], ...more });

const column = (name: Column): Place => ({ is: 'column', column: name });
const attribute = (...paths: string[]): Place => ({ is: 'attribute', paths });
const observable = (...types: number[]): Place => ({ is: 'observable', types });

const classes = Object.fromEntries(CLASSES.map((known) => [known.name, known.uid]));

/** The line itself: what words without a field are looked for in. */
export const RAW = field('raw', 'text', 'raw_data', column('raw'), 'the line as it was received', { aliases: ['_raw'] });

/** The fields that have a short name, in the order that they are shown in. */
export const FIELDS: readonly QueryField[] = [
  field('time', 'time', 'time', column('time'), 'when it happened', { aliases: ['timestamp', '@timestamp', '_time'] }),
  field('source', 'keyword', 'metadata.log_source', column('source'), 'registered stream that it came by', { aliases: ['job'] }),
  field('host', 'keyword', 'device.hostname', column('host'), 'machine that logged it', { aliases: ['hostname', 'computer'] }),
  field('service', 'keyword', 'service.name', column('service'), 'program or service concerned: sshd, nginx', { aliases: ['app', 'program'] }),
  field('class', 'enum', 'class_uid', column('classUid'), 'kind of event', { aliases: ['class_name'], names: classes }),
  field('action', 'keyword', 'metadata.event_code', column('action'), 'what was done, in the source\'s own word'),
  field('status', 'enum', 'status_id', column('statusId'), 'how it ended', { aliases: ['outcome', 'result'], names: STATUS }),
  field('severity', 'enum', 'severity_id', column('severityId'), 'how bad it is', { names: SEVERITY, ordered: true }),
  field('user', 'keyword', 'user.name', column('user'), 'account concerned; in a sign-in the one that signs in', { aliases: ['username', 'account'] }),
  field('actor', 'keyword', 'actor.user.name', column('actor'), 'who did it, where that is somebody else'),
  field('src_ip', 'ip', 'src_endpoint.ip', column('srcIp'), 'address that it came from', { aliases: ['source_ip', 'client_ip', 'remote_addr', 'clientip'] }),
  field('src_port', 'number', 'src_endpoint.port', attribute('src_endpoint.port'), 'port that it came from'),
  field('dst_ip', 'ip', 'dst_endpoint.ip', column('dstIp'), 'address that it went to', { aliases: ['dest_ip', 'destination_ip'] }),
  field('dst_port', 'number', 'dst_endpoint.port', attribute('dst_endpoint.port'), 'port that it went to'),
  field('repository', 'keyword', 'unmapped.repository', column('repository'), 'code repository concerned', { aliases: ['repo'] }),
  field('message', 'text', 'message', column('message'), 'the line in words, without its header', { aliases: ['msg'] }),
  RAW,
  field('method', 'keyword', 'http_request.http_method', attribute('http_request.http_method'), 'HTTP method'),
  field('path', 'keyword', 'http_request.url.path', attribute('http_request.url.path'), 'path of the HTTP request'),
  field('http_status', 'number', 'http_response.code', attribute('http_response.code'), 'status of the HTTP answer'),
  field('user_agent', 'keyword', 'http_request.user_agent', attribute('http_request.user_agent'), 'what the HTTP client calls itself', { aliases: ['agent'] }),
  field('auth', 'keyword', 'auth_protocol', attribute('auth_protocol'), 'by what means somebody signed in'),
  field('process', 'keyword', 'actor.process.name', attribute('actor.process.name'), 'process that did it'),
  field('pid', 'number', 'actor.process.pid', attribute('actor.process.pid'), 'number of that process'),
  field('command', 'keyword', 'process.cmd_line', attribute('process.cmd_line'), 'command line that was run', { aliases: ['cmd', 'cmdline'] }),
  field('session', 'keyword', 'session.uid', attribute('session.uid'), 'session that it belongs to'),
  field('level', 'keyword', 'metadata.log_level', attribute('metadata.log_level'), 'level that the program logged it at', { aliases: ['log_level', 'loglevel'] }),
  field('entity', 'keyword', 'observables[].value', observable(...Object.values(OBSERVABLE)), 'any user, address, host, URL or hash in the event', { aliases: ['observable', 'related'] }),
  field('ip', 'ip', 'observables[].value', observable(OBSERVABLE.ip), 'any address in the event', { aliases: ['addr', 'address'] }),
  field('email', 'keyword', 'observables[].value', observable(OBSERVABLE.email), 'any e-mail address in the event'),
  field('url', 'keyword', 'observables[].value', observable(OBSERVABLE.url), 'any URL in the event'),
  field('hash', 'keyword', 'observables[].value', observable(OBSERVABLE.hash), 'any hash in the event'),
  field('format', 'keyword', 'metadata.log_name', column('format'), 'normalizer that read the line'),
  field('id', 'keyword', 'metadata.uid', column('id'), 'the event\'s id', { aliases: ['_id'] }),
  field('received', 'time', 'metadata.processed_time', column('ingestedAt'), 'when Glacis received it', { aliases: ['ingested_at', 'ingested'] }),
  field('class_uid', 'number', 'class_uid', column('classUid'), 'number of the class'),
  field('activity_id', 'number', 'activity_id', column('activityId'), 'number of the activity within the class', { aliases: ['activity'] }),
  field('type_uid', 'number', 'type_uid', column('typeUid'), 'class and activity as one number: class × 100 + activity'),
  field('status_id', 'number', 'status_id', column('statusId'), 'number of the status'),
  field('severity_id', 'number', 'severity_id', column('severityId'), 'number of the severity'),
];

const byName = new Map(FIELDS.flatMap((known) => [known.name, ...known.aliases].map((name) => [name, known] as const)));
const byPath = new Map(FIELDS.toReversed().filter((known) => known.place.is !== 'observable').map((known) => [known.path, known]));

/** What a name in front of a colon looks like. */
export const NAME = /[A-Za-z_@][\w@$/-]*(?:\.[\w@$/[\]-]+)*/y;

/** The short fields of the language as the API tells them. */
export const describeFields = (): Field[] =>
  FIELDS.map(({ name, kind, path, meaning, names }) => ({ name, kind, path, meaning, ...(names && { values: Object.keys(names) }) }));

/**
 * The field of a name: a short name, an OCSF path, or any other dotted name as the path of an attribute, where also
 * `unmapped.` in front of it is tried. Short names are found in any case; paths are as they are.
 */
export function resolveField(name: string): QueryField | undefined {
  const known = byName.get(name.toLowerCase()) ?? byPath.get(name);
  if (known) return known;
  const info = pathInfo(name);
  if (!info && !name.includes('.')) return undefined;
  const paths = info || name.startsWith('unmapped.') ? [name] : [name, `unmapped.${name}`];
  return field(name, kindOfPath(name, info?.type), name, attribute(...paths), `attribute ${name}`);
}

function kindOfPath(path: string, type: string | undefined): Field['kind'] {
  if (type === 'integer' || type === 'long' || type === 'float') return 'number';
  return /(^|[._])ip$/.test(path) ? 'ip' : 'keyword';
}

/** The known name nearest to one that is not known: a slip of the keyboard away, or one that has it as a part (`port`). */
export function nearestField(name: string): string | undefined {
  const lowered = name.toLowerCase();
  return closest(lowered, byName.keys()) ?? FIELDS.find((known) => known.name.split('_').includes(lowered))?.name;
}
