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
/** Templates that are kept at once: a program has a few dozen, but hostile headers make ever new ones. */
const MOST_TEMPLATES = 1_024;

/** What rows of each template get, column by column: a template's place in these lists is its number. */
function tables({ format, service, action, repository, attributes }: EventColumns) {
  const lists = {
    format: [] as number[], service: [] as number[], action: [] as number[], repository: [] as number[],
    classUid: [] as number[], activityId: [] as number[], statusId: [] as number[], severityId: [] as number[],
    user: [] as Mould[], actor: [] as Mould[], srcIp: [] as Mould[], dstIp: [] as Mould[], message: [] as Mould[],
    keys: [] as Uint32Array[], values: [] as Mould[], observables: [] as Mould[],
  };
  return {
    ...lists,
    add(template: Template, cast: Cast): void {
      lists.format.push(format.placeOf(template.format));
      lists.service.push(service.placeOf(template.service));
      lists.action.push(action.placeOf(template.action));
      lists.repository.push(repository.placeOf(template.repository));
      lists.classUid.push(template.classUid);
      lists.activityId.push(template.activityId);
      lists.statusId.push(template.statusId);
      lists.severityId.push(template.severityId);
      lists.user.push(cast.user);
      lists.actor.push(cast.actor);
      lists.srcIp.push(cast.srcIp);
      lists.dstIp.push(cast.dstIp);
      lists.message.push(cast.message);
      lists.keys.push(attributes.placesOf(cast.paths));
      lists.values.push(cast.values);
      lists.observables.push(cast.observables);
    },
    clear(): void {
      for (const list of Object.values(lists)) list.length = 0;
    },
  };
}

/** Rows of lines of known shapes that wait for others; at most `most` of them. */
export function shapedRows(columns: EventColumns, most: number) {
  const casts = new WeakMap<Template, Cast>();
  const numbers = new Map<Template, number>();
  const table = tables(columns);
  /** The number of each row's template. */
  const which = new Uint16Array(most);
  const times = new Float64Array(most);
  const slots = new Uint32Array(most * STRIDE);
  const hosts: string[] = [];
  let longest = 0;

  const forget = (): void => {
    numbers.clear();
    table.clear();
  };

  const numberOf = (template: Template): number => {
    const known = numbers.get(template);
    if (known !== undefined) return known;
    const cast = casts.get(template) ?? castOf(template);
    casts.set(template, cast);
    table.add(template, cast);
    const number = numbers.size;
    numbers.set(template, number);
    return number;
  };

  return {
    waiting: () => hosts.length,

    add(line: Shaped): void {
      const row = hosts.length;
      hosts.push(line.host);
      which[row] = numberOf(line.template);
      times[row] = line.time;
      for (let n = 0; n < STRIDE; n += 1) slots[row * STRIDE + n] = line.slots[n] ?? 0;
      // All that is put into gaps stands between these.
      longest = Math.max(longest, (line.slots[2 * SLOT.message + 1] ?? 0) - (line.slots[2 * SLOT.host] ?? 0));
    },

    /** `bytes`: those that all of the lines stand in. */
    write({ ingestedAt }: { ingestedAt: number }, bytes: Uint8Array): void {
      const rows = which.subarray(0, hosts.length);
      for (let row = 0; row < rows.length; row += 1) columns.time.push(storedTime(times[row] ?? 0, ingestedAt));
      for (const host of hosts) columns.host.push(host);
      columns.format.pushPlaces(table.format, rows);
      columns.service.pushPlaces(table.service, rows);
      columns.action.pushPlaces(table.action, rows);
      columns.repository.pushPlaces(table.repository, rows);
      columns.class_uid.pushFrom(table.classUid, rows);
      columns.activity_id.pushFrom(table.activityId, rows);
      columns.status_id.pushFrom(table.statusId, rows);
      columns.severity_id.pushFrom(table.severityId, rows);
      const fillings = { which: rows, bytes: viewOf(bytes), edges: slots, stride: STRIDE, longest };
      columns.user.pushMoulds(table.user, fillings);
      columns.actor.pushMoulds(table.actor, fillings);
      columns.src_ip.pushMoulds(table.srcIp, fillings);
      columns.dst_ip.pushMoulds(table.dstIp, fillings);
      columns.message.pushMoulds(table.message, fillings);
      columns.attributes.pushMoulds(table.keys, table.values, fillings);
      columns.observables.pushMoulds(table.observables, fillings);
      hosts.length = 0;
      longest = 0;
      if (numbers.size >= MOST_TEMPLATES) forget();
    },

    /** A new block begins, in which what was told of the last one's columns means nothing. No row waits. */
    reset: forget,
  };
}
