import { asc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { imageTags } from '../../../inventory/tables.ts';
import { hashToken, newToken } from '../../../kernel/crypto.ts';
import { inTransaction, uniqueViolation, type Queryable } from '../../../kernel/database/index.ts';
import { errors } from '../../../kernel/errors.ts';
import { uuidv7 } from '../../../kernel/ids.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Principal } from '../../../kernel/principal.ts';
import type { GivenCredentials } from '../../../scanning/index.ts';
import type { NotifyToken, Registry, SaveRegistry } from '../../contract.ts';
import { registries } from '../../tables.ts';
import { addressOf, tidyUrl } from './address.ts';

export type RegistryRow = typeof registries.$inferSelect;
export type RegistryDesk = ReturnType<typeof registryDesk>;

const MOST_REGISTRIES = 200;

/** Which registries are followed: made, changed, removed. Passwords are sealed, and told to nobody but the registry. */
export function registryDesk({ db, clock, random, sealer, audit, config }: Pick<Kernel, 'db' | 'clock' | 'random' | 'sealer' | 'audit' | 'config'>) {
  const purpose = (id: string) => `registry ${id}`;
  const sealed = (id: string, password: string) => (password === '' ? null : sealer.seal(purpose(id), password));

  async function findIf(id: string, at: Queryable = db): Promise<RegistryRow | undefined> {
    return isId(id) ? (await at.select().from(registries).where(eq(registries.id, id)))[0] : undefined;
  }

  async function find(id: string, at: Queryable = db): Promise<RegistryRow> {
    const row = await findIf(id, at);
    if (!row) throw errors.notFound({ what: 'registry' });
    return row;
  }

  /** Images that have a tag in it. */
  async function imagesOf({ url }: RegistryRow): Promise<number> {
    const rows = await db.execute<{ n: number }>(sql`SELECT count(DISTINCT ${imageTags.assetId})::int AS n FROM ${imageTags} WHERE starts_with(${imageTags.reference}, ${`${addressOf(url).registry}/`})`);
    return rows.rows[0]?.n ?? 0;
  }

  const shown = async ({ id, name, url, repositories, tags, username, password, notifyToken, everyMinutes, state, problem, polledAt }: RegistryRow, images: number): Promise<Registry> => ({
    id, name, url, repositories, tags, username, everyMinutes, state, problem, images,
    passwordSet: password !== null, notifies: notifyToken !== null, polledAt: polledAt?.toISOString() ?? null,
  });

  async function saving<T>(name: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (uniqueViolation(error) !== undefined) throw errors.conflict({ what: `There is a registry with the name ${name} already.` });
      throw error;
    }
  }

  return {
    find,
    findIf,
    /** What to show the registry, for whoever asks it. */
    credentialsOf: ({ id, username, password }: Pick<RegistryRow, 'id' | 'username' | 'password'>): GivenCredentials =>
      (username === null ? 'none' : { user: username, password: password === null ? '' : sealer.open(purpose(id), password).toString('utf8') }),

    async list(): Promise<Registry[]> {
      const rows = await db.select().from(registries).orderBy(asc(registries.name)).limit(MOST_REGISTRIES);
      return Promise.all(rows.map(async (row) => shown(row, await imagesOf(row))));
    },

    /** It is polled at once. */
    async create({ password = '', ...wanted }: SaveRegistry, by: Principal): Promise<Registry> {
      const url = checkedUrl(wanted);
      if ((await db.$count(registries)) >= MOST_REGISTRIES) throw errors.conflict({ what: `There are ${MOST_REGISTRIES} registries already.` });
      const id = uuidv7(clock.now(), random);
      const row: RegistryRow = { id, ...wanted, url, password: sealed(id, password), notifyToken: null, state: 'new', problem: null, polledAt: null, nextPollAt: new Date(clock.now()) };
      await saving(wanted.name, () => inTransaction(db, async (tx) => {
        await tx.insert(registries).values(row);
        await audit.record({ action: 'registry.create', outcome: 'success', actor: by, target: { type: 'registry', id }, detail: facts(row) }, tx);
      }));
      return shown(row, await imagesOf(row));
    },

    /** A password is kept where it is not given again, but never for another address or user. */
    async update(id: string, { password, ...wanted }: SaveRegistry, by: Principal): Promise<Registry> {
      const url = checkedUrl(wanted);
      const row = await saving(wanted.name, () => inTransaction(db, async (tx) => {
        const [before] = isId(id) ? await tx.select().from(registries).where(eq(registries.id, id)).for('update') : [];
        if (!before) throw errors.notFound({ what: 'registry' });
        const isSame = before.url === url && before.username === wanted.username;
        const after: RegistryRow = {
          ...before, ...wanted, url,
          password: password === undefined ? (isSame ? before.password : null) : sealed(id, password),
          state: 'new', problem: null, nextPollAt: new Date(clock.now()),
        };
        await tx.update(registries).set(after).where(eq(registries.id, id));
        await audit.record({ action: 'registry.update', outcome: 'success', actor: by, target: { type: 'registry', id }, detail: { ...facts(after), newPassword: password !== undefined } }, tx);
        return after;
      }));
      return shown(row, await imagesOf(row));
    },

    /** What was found in it stays known; nobody tells any more whether its tags are still there. */
    async remove(id: string, by: Principal): Promise<void> {
      await inTransaction(db, async (tx) => {
        const row = await find(id, tx);
        await tx.delete(registries).where(eq(registries.id, id));
        await audit.record({ action: 'registry.delete', outcome: 'success', actor: by, target: { type: 'registry', id }, detail: facts(row) }, tx);
      });
    },

    /** Makes it due. */
    async due(id: string, by: Principal): Promise<Registry> {
      const row = await find(id);
      await inTransaction(db, async (tx) => {
        await tx.update(registries).set({ nextPollAt: new Date(clock.now()) }).where(eq(registries.id, id));
        await audit.record({ action: 'registry.poll', outcome: 'success', actor: by, target: { type: 'registry', id }, detail: { name: row.name } }, tx);
      });
      return shown(row, await imagesOf(row));
    },

    /** Makes the token with which it tells of pushes; the one before ends. */
    async renewNotifyToken(id: string, by: Principal): Promise<NotifyToken> {
      const token = newToken('registry', random);
      await inTransaction(db, async (tx) => {
        const row = await find(id, tx);
        await tx.update(registries).set({ notifyToken: hashToken(token) }).where(eq(registries.id, id));
        await audit.record({ action: 'registry.notify-token', outcome: 'success', actor: by, target: { type: 'registry', id }, detail: { name: row.name } }, tx);
      });
      const base = config.publicUrl ?? `http://${config.host}:${config.port}`;
      return { token, url: new URL(`/api/v1/registries/${id}/notifications`, base).href };
    },
  };
}

const isId = (text: string): boolean => z.uuid().safeParse(text).success;

/** @throws {GlacisError} `invalid`. */
function checkedUrl({ url, username }: Pick<SaveRegistry, 'url' | 'username'>): string {
  addressOf(url);
  if (username?.includes(':')) throw errors.invalid({ what: 'A user name has no colon.' });
  return tidyUrl(url);
}

/** What the audit log may know. */
const facts = ({ name, url, repositories, tags, username, everyMinutes, password }: RegistryRow): Record<string, unknown> => ({ name, url, repositories, tags, username, everyMinutes, passwordSet: password !== null });
