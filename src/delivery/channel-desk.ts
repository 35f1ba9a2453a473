import { asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction, type Queryable } from '../kernel/database/index.ts';
import { errors } from '../kernel/errors.ts';
import { uuidv7 } from '../kernel/ids.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { may, type Principal } from '../kernel/principal.ts';
import type { Channel, CreateChannel, UpdateChannel } from './contract.ts';
import { channels } from './tables.ts';

type Row = typeof channels.$inferSelect;
const MOST_CHANNELS = 200;

export type ChannelDesk = ReturnType<typeof channelDesk>;

/** Where messages go: made, changed, removed. */
export function channelDesk({ db, clock, random, sealer, audit }: Pick<Kernel, 'db' | 'clock' | 'random' | 'sealer' | 'audit'>) {
  const newSecret = () => `whsec_${random(32).toString('base64')}`;
  const purpose = (id: string) => `webhook ${id}`;

  async function find(id: string, at: Queryable = db): Promise<Row> {
    const [row] = isId(id) ? await at.select().from(channels).where(eq(channels.id, id)) : [];
    if (!row) throw errors.notFound({ what: 'channel' });
    return row;
  }

  return {
    find,
    /** Opens the signing secret, for the sender only. */
    secretOf: ({ id, sealedSecret }: Row): string | null => (sealedSecret === null ? null : sealer.open(purpose(id), sealedSecret).toString('utf8')),
    /** The address of a webhook often is a secret itself: who may not change channels sees its host only. */
    async list(by: Principal): Promise<Channel[]> {
      const rows = await db.select().from(channels).orderBy(asc(channels.createdAt), asc(channels.id)).limit(MOST_CHANNELS);
      return rows.map(may(by, 'channels.write') ? shown : masked);
    },

    async create(wanted: CreateChannel, by: Principal): Promise<{ channel: Channel; signingSecret?: string }> {
      if ((await db.$count(channels)) >= MOST_CHANNELS) throw errors.conflict({ what: `There are ${MOST_CHANNELS} channels already.` });
      const id = uuidv7(clock.now(), random);
      const signingSecret = wanted.kind === 'webhook' ? newSecret() : undefined;
      const row: Row = {
        id,
        kind: wanted.kind,
        name: wanted.name,
        url: wanted.kind === 'webhook' ? wanted.url : null,
        recipients: wanted.kind === 'email' ? wanted.to : null,
        minimum: wanted.minimum,
        team: wanted.team ?? null,
        enabled: true,
        sealedSecret: signingSecret === undefined ? null : sealer.seal(purpose(id), signingSecret),
        createdAt: new Date(clock.now()),
      };
      await inTransaction(db, async (tx) => {
        await tx.insert(channels).values(row);
        await audit.record({ action: 'channel.create', outcome: 'success', actor: by, target: { type: 'channel', id }, detail: facts(row) }, tx);
      });
      return { channel: shown(row), ...(signingSecret === undefined ? {} : { signingSecret }) };
    },

    async update(id: string, { newSecret: renew, url, to, ...change }: UpdateChannel, by: Principal): Promise<{ channel: Channel; signingSecret?: string }> {
      return inTransaction(db, async (tx) => {
        const before = await find(id, tx);
        if ((before.kind === 'email' && (url !== undefined || renew)) || (before.kind === 'webhook' && to !== undefined)) {
          throw errors.invalid({ what: `A channel of kind ${before.kind} has no such setting.` });
        }
        const signingSecret = renew ? newSecret() : undefined;
        const after: Row = {
          ...before,
          ...defined(change),
          url: url ?? before.url,
          recipients: to ?? before.recipients,
          sealedSecret: signingSecret === undefined ? before.sealedSecret : sealer.seal(purpose(id), signingSecret),
        };
        await tx.update(channels).set(after).where(eq(channels.id, id));
        await audit.record({ action: 'channel.update', outcome: 'success', actor: by, target: { type: 'channel', id }, detail: { ...facts(after), newSecret: renew === true } }, tx);
        return { channel: shown(after), ...(signingSecret === undefined ? {} : { signingSecret }) };
      });
    },

    async remove(id: string, by: Principal): Promise<void> {
      await inTransaction(db, async (tx) => {
        const row = await find(id, tx);
        await tx.delete(channels).where(eq(channels.id, id));
        await audit.record({ action: 'channel.delete', outcome: 'success', actor: by, target: { type: 'channel', id }, detail: facts(row) }, tx);
      });
    },
  };
}

const isId = (text: string): boolean => z.uuid().safeParse(text).success;

type Settable = Pick<Row, 'name' | 'minimum' | 'team' | 'enabled'>;
const defined = (change: { [K in keyof Settable]?: Settable[K] | undefined }): Partial<Settable> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));

function shown({ id, kind, name, url, recipients, minimum, team, enabled }: Row): Channel {
  const common = { id, name, minimum, team, enabled };
  return kind === 'webhook' ? { ...common, kind, url: url ?? '' } : { ...common, kind, to: recipients ?? [] };
}

function masked(row: Row): Channel {
  const channel = shown(row);
  return channel.kind === 'webhook' ? { ...channel, url: `${URL.parse(channel.url)?.origin ?? ''}/…` } : channel;
}

/** What the audit log may know: the host of a webhook, not its path, which often is a secret. */
const facts = ({ kind, name, url, recipients, minimum, team, enabled }: Row): Record<string, unknown> => ({
  kind, name, minimum, team, enabled,
  ...(url === null ? {} : { host: URL.parse(url)?.host ?? '' }),
  ...(recipients === null ? {} : { to: recipients }),
});
