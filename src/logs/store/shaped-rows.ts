import { mouldOf, viewOf, type Mould } from '../../kernel/eventstore/native.ts';
import type { Shaped } from '../shapes/reader.ts';
import { SLOT, SLOTS, type Template } from '../shapes/template.ts';
import { storedTime, type EventColumns } from './columns.ts';

/** A template's texts as its rows are written: what does not vary as bytes. */
type Cast = { user: Mould; actor: Mould; srcIp: Mould; dstIp: Mould; message: Mould; paths: readonly string[]; values: Mould; observables: Mould };

const castOf = (template: Template): Cast => ({
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
  const templates: Template[] = [];
  const hosts: string[] = [];
  const times = new Float64Array(most);
  const slots = new Uint32Array(most * STRIDE);
  let longest = 0;
  // By column, so that each is written by a short loop.
  const user: Mould[] = [];
  const actor: Mould[] = [];
  const srcIp: Mould[] = [];
  const dstIp: Mould[] = [];
  const message: Mould[] = [];
  const paths: (readonly string[])[] = [];
  const values: Mould[] = [];
  const observables: Mould[] = [];
  const waiting = [templates, hosts, user, actor, srcIp, dstIp, message, paths, values, observables];

  const castFor = (template: Template): Cast => {
    const known = casts.get(template);
    if (known) return known;
    const made = castOf(template);
    casts.set(template, made);
    return made;
  };

  return {
    waiting: () => templates.length,

    add(line: Shaped): void {
      const row = templates.length;
      times[row] = line.time;
      for (let n = 0; n < STRIDE; n += 1) slots[row * STRIDE + n] = line.slots[n] ?? 0;
      // All that is put into gaps stands between these.
      longest = Math.max(longest, (line.slots[2 * SLOT.message + 1] ?? 0) - (line.slots[2 * SLOT.host] ?? 0));
      templates.push(line.template);
      hosts.push(line.host);
      const cast = castFor(line.template);
      user.push(cast.user);
      actor.push(cast.actor);
      srcIp.push(cast.srcIp);
      dstIp.push(cast.dstIp);
      message.push(cast.message);
      paths.push(cast.paths);
      values.push(cast.values);
      observables.push(cast.observables);
    },

    /** `bytes`: those that all of the lines stand in. */
    write({ ingestedAt }: { ingestedAt: number }, bytes: Uint8Array): void {
      for (let row = 0; row < templates.length; row += 1) columns.time.push(storedTime(times[row] ?? 0, ingestedAt));
      for (const host of hosts) columns.host.push(host);
      for (const { format } of templates) columns.format.push(format);
      for (const { service } of templates) columns.service.push(service);
      for (const { action } of templates) columns.action.push(action);
      for (const { repository } of templates) columns.repository.push(repository);
      for (const { classUid } of templates) columns.class_uid.push(classUid);
      for (const { activityId } of templates) columns.activity_id.push(activityId);
      for (const { statusId } of templates) columns.status_id.push(statusId);
      for (const { severityId } of templates) columns.severity_id.push(severityId);
      const fillings = { bytes: viewOf(bytes), edges: slots, stride: STRIDE, longest };
      columns.user.pushMoulds(user, fillings);
      columns.actor.pushMoulds(actor, fillings);
      columns.src_ip.pushMoulds(srcIp, fillings);
      columns.dst_ip.pushMoulds(dstIp, fillings);
      columns.message.pushMoulds(message, fillings);
      columns.attributes.pushMoulds(paths, values, fillings);
      columns.observables.pushMoulds(observables, fillings);
      for (const some of waiting) some.length = 0;
      longest = 0;
    },
  };
}
