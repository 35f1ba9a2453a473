import { and, eq, inArray, isNull, lt, or } from 'drizzle-orm';
import { z } from 'zod';
import type { Tx } from '../kernel/database/index.ts';
import { reasonOf } from '../kernel/errors.ts';
import { uuidv7 } from '../kernel/ids.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Principal } from '../kernel/principal.ts';
import type { ChannelDesk } from './channel-desk.ts';
import { carriers, type Target } from './channels/index.ts';
import type { Importance } from './contract.ts';
import type { MailSettingsDesk } from './mail-settings.ts';
import { bounded, type Message } from './message.ts';
import { channels, deliveries } from './tables.ts';

const ORDER: readonly Importance[] = ['low', 'medium', 'high', 'critical'];
/** At growing intervals of up to an hour: more than ten hours, so that a receiver may be down over night. */
const RETRIES = 24;
/** For one try, from the name's resolution to the last byte. */
const TIMEOUT_MS = 20_000;
const DAY_MS = 86_400_000;
const KEEP_DAYS = 90;

type Needs = Pick<Kernel, 'db' | 'clock' | 'random' | 'jobs' | 'outgoing' | 'config' | 'audit'> & { desk: ChannelDesk; mail: MailSettingsDesk };
export type Sender = ReturnType<typeof sender>;
type Notification = { message: Message; key: string; team?: string; only?: boolean };

/** Sends messages to channels, durably: at least once, under one id, so that a receiver can tell a repetition. */
export function sender({ db, clock, random, jobs, outgoing, config, audit, desk, mail }: Needs) {
  const base = config.publicUrl ?? `http://${config.host}:${config.port}`;
  const linkTo = (path: string) => new URL(path, base).href;

  const targetOf = async (channel: Awaited<ReturnType<ChannelDesk['find']>>): Promise<Target> => ({
    url: channel.url,
    recipients: channel.recipients ?? [],
    signingSecret: desk.secretOf(channel),
    mail: channel.kind === 'email' ? await mail.account() : null,
  });

  async function carry(channel: Awaited<ReturnType<ChannelDesk['find']>>, { id, message, at }: { id: string; message: Message; at: number }): Promise<void> {
    await carriers[channel.kind]({ id, message, at, link: linkTo(message.path) }, await targetOf(channel), { outgoing, now: clock.now(), timeoutMs: TIMEOUT_MS });
  }

  const note = (id: string, change: Partial<typeof deliveries.$inferInsert>) => db.update(deliveries).set(change).where(eq(deliveries.id, id));

  async function attempt({ id }: { id: string }): Promise<void> {
    const [letter] = await db.select().from(deliveries).where(eq(deliveries.id, id));
    if (letter?.state !== 'waiting') return;
    const [channel] = await db.select().from(channels).where(eq(channels.id, letter.channelId));
    if (!channel?.enabled) return void (await note(id, { state: 'failed', lastError: channel ? 'the channel was switched off' : 'the channel was removed' }));
    const attempts = letter.attempts + 1;
    try {
      await carry(channel, { id, message: letter.message, at: letter.at.getTime() });
    } catch (error) {
      const last = attempts > RETRIES;
      await note(id, { attempts, lastError: reasonOf(error).slice(0, 500), ...(last ? { state: 'failed' as const } : {}) });
      if (last) return;
      throw error;
    }
    await note(id, { attempts, lastError: null, state: 'sent' });
  }

  const queue = jobs.define({ name: 'delivery-send', data: z.object({ id: z.uuid() }), work: attempt, retries: RETRIES });
  jobs.every('delivery-forget', '17 3 * * *', () => forget());

  /** Drops what is old, and ends what waits for a job that died with its server at the last try. */
  async function forget(): Promise<void> {
    const before = (days: number) => lt(deliveries.at, new Date(clock.now() - days * DAY_MS));
    await db.update(deliveries).set({ state: 'failed', lastError: 'it was given up' }).where(and(before(2), eq(deliveries.state, 'waiting')));
    await db.delete(deliveries).where(and(before(KEEP_DAYS), inArray(deliveries.state, ['sent', 'failed'])));
  }

  return {
    forget,

    /**
     * Sends the message to every enabled channel that takes its importance, once `tx` commits; `key` names the cause, so that
     * calling it again for the same cause sends nothing more. Channels of a team hear only what is for that team; `only` leaves out those
     * that hear everything.
     */
    async notify(tx: Tx, { message, key, team, only = false }: Notification): Promise<void> {
      const taken = ORDER.slice(0, ORDER.indexOf(message.importance) + 1);
      const whose = team === undefined ? isNull(channels.team) : only ? eq(channels.team, team) : or(isNull(channels.team), eq(channels.team, team));
      const open = await tx.select().from(channels).where(and(eq(channels.enabled, true), inArray(channels.minimum, taken), whose));
      for (const channel of open) {
        const id = uuidv7(clock.now(), random);
        const row = { id, channelId: channel.id, channelName: channel.name, key, message: bounded(message), state: 'waiting' as const, at: new Date(clock.now()) };
        const made = await tx.insert(deliveries).values(row).onConflictDoNothing().returning({ id: deliveries.id });
        if (made.length > 0) await queue.enqueue({ id }, { tx });
      }
    },

    /** Sends a test message now and says how it went. */
    async test(channelId: string, by: Principal): Promise<{ sent: boolean; reason?: string }> {
      const channel = await desk.find(channelId);
      const message: Message = { type: 'channel.test', title: 'A test message from Glacis', importance: 'low', about: channel.id, facts: [['channel', channel.name]], path: '/settings/channels' };
      const outcome = await carry(channel, { id: uuidv7(clock.now(), random), message: bounded(message), at: clock.now() }).then(
        () => ({ sent: true }),
        (error: unknown) => ({ sent: false, reason: reasonOf(error).slice(0, 500) }),
      );
      await audit.record({ action: 'channel.test', outcome: outcome.sent ? 'success' : 'failure', actor: by, target: { type: 'channel', id: channel.id }, detail: { ...outcome } });
      return outcome;
    },
  };
}
