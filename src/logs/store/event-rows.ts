import type { NormalizedEvent } from '../ocsf/event.ts';
import { storedTime, type EventColumns } from './columns.ts';

/** Rows of events that wait for others, so that each column is written by a short loop. */
export function eventRows(columns: EventColumns) {
  const events: NormalizedEvent[] = [];

  return {
    waiting: () => events.length,

    /** The event stays as it is until it is written. */
    add(event: NormalizedEvent): void {
      events.push(event);
    },

    write({ ingestedAt }: { ingestedAt: number }): void {
      for (const { time } of events) columns.time.push(storedTime(time, ingestedAt));
      for (const { format } of events) columns.format.push(format);
      for (const { host } of events) columns.host.push(host);
      for (const { service } of events) columns.service.push(service);
      for (const { action } of events) columns.action.push(action);
      for (const { repository } of events) columns.repository.push(repository);
      for (const { classUid } of events) columns.class_uid.push(classUid);
      for (const { activityId } of events) columns.activity_id.push(activityId);
      for (const { statusId } of events) columns.status_id.push(statusId);
      for (const { severityId } of events) columns.severity_id.push(severityId);
      for (const { user } of events) columns.user.push(user);
      for (const { actor } of events) columns.actor.push(actor);
      for (const { srcIp } of events) columns.src_ip.push(srcIp);
      for (const { dstIp } of events) columns.dst_ip.push(dstIp);
      for (const { message } of events) columns.message.push(message);
      for (const { attributes } of events) {
        for (let at = 0; at + 1 < attributes.length; at += 2) columns.attributes.add(attributes[at] ?? '', attributes[at + 1] ?? '');
        columns.attributes.endRow();
      }
      for (const { observables } of events) {
        for (const observable of observables) columns.observables.add(observable);
        columns.observables.endRow();
      }
      events.length = 0;
    },
  };
}
