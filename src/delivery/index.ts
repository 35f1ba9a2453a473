import type { Api } from '../kernel/http/index.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { channelDesk } from './channel-desk.ts';
import { deliveryLog } from './log.ts';
import { mailSettings } from './mail-settings.ts';
import { deliveryRoutes } from './routes.ts';
import { sender, type Sender } from './sender.ts';

export type { Message, Section } from './message.ts';
export { markdownOf, plainOf } from './document.ts';

export type Delivery = {
  notify: Sender['notify'];
  /** Ends what waits for nobody and drops what is old; done every night. */
  forget: Sender['forget'];
  routes(app: Api): void;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** Sending what leaves the house, once in effect. */
export function createDelivery(kernel: Pick<Kernel, 'db' | 'clock' | 'random' | 'jobs' | 'outgoing' | 'config' | 'sealer' | 'audit'>): Delivery {
  const desk = channelDesk(kernel);
  const mail = mailSettings(kernel);
  const sending = sender({ ...kernel, desk, mail });
  const log = deliveryLog(kernel);
  return {
    notify: sending.notify,
    forget: sending.forget,
    routes: (app) => deliveryRoutes(app, { desk, mail, sending, log }),
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}
