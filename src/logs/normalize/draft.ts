import type { NormalizedEvent } from '../ocsf/event.ts';
import { observableAt } from '../ocsf/paths.ts';
import type { AttributePath, AttributeValue } from '../ocsf/paths.ts';
import { ACTIVITY, CLASS } from '../ocsf/classes.ts';
import { OBSERVABLE, SEVERITY } from '../ocsf/captions.ts';
import { canonicalIp } from './address.ts';
import type { Line } from './line.ts';
import { syslogLevel } from './level.ts';

/**
 * An event as the normalizer gives it. `parsed` is false where nobody understood the line: plain text, JSON with neither a header nor a time
 * nor a level of a usual name, or a source that failed on it. Such a line is a base event with its raw text, found by its words.
 */
export type Normalized = NormalizedEvent & { parsed: boolean };

/** A new event of a line, holding what its header says; class 0 until a source knows better. */
export function draft(line: Line, format: string): Normalized {
  const event: Normalized = {
    format,
    classUid: CLASS.base,
    activityId: ACTIVITY.unknown,
    statusId: 0,
    severityId: SEVERITY.informational,
    time: line.time,
    user: '',
    actor: '',
    srcIp: '',
    dstIp: '',
    host: line.host,
    service: line.app,
    action: '',
    repository: '',
    message: line.message,
    attributes: line.extra.slice(),
    observables: [],
    parsed: true,
  };
  if (line.pid >= 0) event.attributes.push('actor.process.pid', String(line.pid));
  if (line.repeat > 0) event.attributes.push('count', String(line.repeat));
  if (line.severity >= 0) event.attributes.push('metadata.log_level', syslogLevel(line.severity));
  return event;
}

/** Adds an attribute. An empty text, a number that is none and an empty list say nothing and are left out. */
export function put<P extends AttributePath>(event: NormalizedEvent, path: P, value: AttributeValue<P>): void {
  const text = asText(value);
  if (text === '') return;
  event.attributes.push(path, text);
  const type = observableAt(path);
  if (type === undefined) return;
  if (Array.isArray(value)) for (const item of value) observe(event, type, String(item));
  else observe(event, type, text);
}

function asText(value: string | number | boolean | object): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return Array.isArray(value) && value.length === 0 ? '' : JSON.stringify(value);
}

/** Adds what people pivot on, once. `type` is OCSF's observable type_id. */
export function observe(event: NormalizedEvent, type: number, value: string): void {
  if (value === '') return;
  const item = `${type}:${value}`;
  if (!event.observables.includes(item)) event.observables.push(item);
}

/**
 * Where it came from: an address goes to `srcIp` in its canonical form, anything else is a host name. `port` -1: not known.
 * @returns whether there was anything.
 */
export function from(event: NormalizedEvent, address: string, port: number): boolean {
  if (address === '') return false;
  const ip = canonicalIp(address);
  if (ip === '') put(event, 'src_endpoint.hostname', address);
  else event.srcIp = ip;
  if (port >= 0) event.attributes.push('src_endpoint.port', String(port));
  return true;
}

/** Adds the promoted fields to the observables; the last step of every event. */
export function observePromoted(event: NormalizedEvent): void {
  if (event.user !== '') observe(event, OBSERVABLE.user, event.user);
  if (event.actor !== '') observe(event, OBSERVABLE.user, event.actor);
  if (event.srcIp !== '') observe(event, OBSERVABLE.ip, event.srcIp);
  if (event.dstIp !== '') observe(event, OBSERVABLE.ip, event.dstIp);
  if (event.host !== '') observe(event, OBSERVABLE.hostname, event.host);
}
