import { mouldOf, viewOf, type Mould } from '../../kernel/eventstore/native.ts';
import type { Shaped } from '../shapes/reader.ts';
import { SLOTS, type Template } from '../shapes/template.ts';
import { storedTime, type EventColumns } from './columns.ts';

/** A template as its rows are written: what does not vary as bytes. */
type Cast = Pick<Template, 'format' | 'classUid' | 'activityId' | 'statusId' | 'severityId' | 'service' | 'action' | 'repository'> & {
  user: Mould;
  actor: Mould;
  srcIp: Mould;
  dstIp: Mould;
  message: Mould;
  paths: readonly string[];
  values: Mould;
  observables: Mould;
};

const castOf = (template: Template): Cast => ({
  ...template,
  user: mouldOf([template.user]),
  actor: mouldOf([template.actor]),
  srcIp: mouldOf([template.srcIp]),
  dstIp: mouldOf([template.dstIp]),
  message: mouldOf([template.message]),
  paths: template.attributes.map(([path]) => path),
  values: mouldOf(template.attributes.map(([, value]) => value)),
  observables: mouldOf(template.observables, { lower: true }),
});

const STRIDE = 2 * SLOTS;

/** Rows of lines of known shapes that wait for others; at most `most` of them. */
export function shapedRows(columns: EventColumns, most: number) {
  const casts = new WeakMap<Template, Cast>();
  const rows: Cast[] = [];
  const hosts: string[] = [];
  const times = new Float64Array(most);
  const slots = new Uint32Array(most * STRIDE);

  const castFor = (template: Template): Cast => {
    const known = casts.get(template);
    if (known) return known;
    const made = castOf(template);
    casts.set(template, made);
    return made;
  };

  return {
    waiting: () => rows.length,

    add(line: Shaped): void {
      times[rows.length] = line.time;
      slots.set(line.slots, rows.length * STRIDE);
      rows.push(castFor(line.template));
      hosts.push(line.host);
    },

    /** `bytes`: those that all of the lines stand in. */
    write({ ingestedAt }: { ingestedAt: number }, bytes: Uint8Array): void {
      for (let row = 0; row < rows.length; row += 1) columns.time.push(storedTime(times[row] ?? 0, ingestedAt));
      for (const host of hosts) columns.host.push(host);
      for (const { format } of rows) columns.format.push(format);
      for (const { service } of rows) columns.service.push(service);
      for (const { action } of rows) columns.action.push(action);
      for (const { repository } of rows) columns.repository.push(repository);
      for (const { classUid } of rows) columns.class_uid.push(classUid);
      for (const { activityId } of rows) columns.activity_id.push(activityId);
      for (const { statusId } of rows) columns.status_id.push(statusId);
      for (const { severityId } of rows) columns.severity_id.push(severityId);
      const from = viewOf(bytes);
      let at = 0;
      for (const { user } of rows) columns.user.pushMould(user, from, slots, (at += STRIDE) - STRIDE);
      at = 0;
      for (const { actor } of rows) columns.actor.pushMould(actor, from, slots, (at += STRIDE) - STRIDE);
      at = 0;
      for (const { srcIp } of rows) columns.src_ip.pushMould(srcIp, from, slots, (at += STRIDE) - STRIDE);
      at = 0;
      for (const { dstIp } of rows) columns.dst_ip.pushMould(dstIp, from, slots, (at += STRIDE) - STRIDE);
      at = 0;
      for (const { message } of rows) columns.message.pushMould(message, from, slots, (at += STRIDE) - STRIDE);
      at = 0;
      for (const { paths, values } of rows) {
        columns.attributes.addMould(paths, values, from, slots, at);
        columns.attributes.endRow();
        at += STRIDE;
      }
      at = 0;
      for (const { observables } of rows) {
        columns.observables.addMould(observables, from, slots, at);
        columns.observables.endRow();
        at += STRIDE;
      }
      rows.length = 0;
      hosts.length = 0;
    },
  };
}
