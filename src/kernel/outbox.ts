import type { z } from 'zod';
import type { Tx } from './database/index.ts';
import type { Jobs } from './jobs.ts';

/** Something that happened, told to whoever subscribed, after the transaction that made it true. */
export type Topic<T extends object> = { readonly name: string; readonly data: z.ZodType<T> };

export const topic = <T extends object>(name: string, data: z.ZodType<T>): Topic<T> => ({ name, data });

export type Outbox = {
  /** Tells every subscriber, at least once, if `tx` commits. */
  publish<T extends object>(tx: Tx, about: Topic<T>, data: T): Promise<void>;
  /** `subscriber` is unique per topic. The handler must be idempotent. Subscribe before `jobs.start`. */
  subscribe<T extends object>(about: Topic<T>, subscriber: string, handle: (data: T) => Promise<void>): void;
};

/**
 * How a lower domain reaches a higher one without importing it (DESIGN: imports run downwards). A message is one durable
 * job per subscriber, so a slow or failing one holds up nobody else.
 */
export function outbox(jobs: Jobs): Outbox {
  const queues = new Map<string, ((data: object, tx: Tx) => Promise<void>)[]>();
  return {
    async publish(tx, about, data) {
      for (const send of queues.get(about.name) ?? []) await send(data, tx);
    },
    subscribe(about, subscriber, handle) {
      const queue = jobs.define({ name: `${about.name}.${subscriber}`, data: about.data, work: handle });
      const send = (data: object, tx: Tx) => queue.enqueue(about.data.parse(data), { tx });
      queues.set(about.name, [...(queues.get(about.name) ?? []), send]);
    },
  };
}
