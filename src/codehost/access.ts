import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction, type Tx } from '../kernel/database/index.ts';
import { errors } from '../kernel/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Principal } from '../kernel/principal.ts';
import { settings } from '../kernel/tables.ts';

type Spec<T extends { api: string }, S extends string> = {
  /** Of the setting; its secrets are sealed for it. */
  name: string;
  /** As the audit log tells of a change. */
  action: string;
  shape: z.ZodType<T>;
  /** Secrets beside the token, without which nothing is asked. */
  others: readonly S[];
  /** Called in the transaction of a change: what was known of the place before. */
  forget: (tx: Tx) => Promise<unknown>;
};
const Stored = z.record(z.string(), z.unknown());

/**
 * How a code host is reached: settings with an address and secrets. These are sealed, never read back, and go to no other address
 * than the one that they were given for.
 */
export function accessSettings<T extends { api: string }, S extends string = never>({ db, clock, audit, sealer }: Pick<Kernel, 'db' | 'clock' | 'audit' | 'sealer'>, { name, action, shape, others, forget }: Spec<T, S>) {
  const kinds: readonly ('token' | S)[] = ['token', ...others];
  const purpose = (kind: string) => (kind === 'token' ? name : `${name}.${kind}`);

  async function stored() {
    const [row] = await db.select().from(settings).where(eq(settings.name, name));
    if (row === undefined) return null;
    const all = Stored.parse(row.value);
    const sealed = new Map(kinds.flatMap((kind) => (typeof all[kind] === 'string' ? [[kind, all[kind]] as const] : [])));
    return { shown: shape.parse(row.value), sealed };
  }

  return {
    /** What may be shown, and which secrets there are. */
    async read(): Promise<{ shown: T; has: ReadonlySet<'token' | S> } | null> {
      const found = await stored();
      return found && { shown: found.shown, has: new Set(found.sealed.keys()) };
    },

    /** For the one that asks the code host. */
    async target(): Promise<(T & { token: string; secrets: ReadonlyMap<'token' | S, string> }) | null> {
      const found = await stored();
      if (found === null) return null;
      const secrets = new Map([...found.sealed].map(([kind, sealed]) => [kind, sealer.open(purpose(kind), sealed).toString('utf8')] as const));
      return { ...found.shown, token: secrets.get('token') ?? '', secrets };
    },

    /** What is left out stays, where the address does; null takes a secret away. @throws {GlacisError} `invalid` when no token is given where one is needed. */
    async save(given: T, secrets: Readonly<Partial<Record<'token' | S, string | null | undefined>>>, by: Principal): Promise<void> {
      const before = await stored();
      const sealed = new Map(before?.shown.api === given.api ? before.sealed : []);
      for (const kind of kinds) {
        const secret = secrets[kind];
        if (typeof secret === 'string') sealed.set(kind, sealer.seal(purpose(kind), secret));
        else if (secret === null) sealed.delete(kind);
      }
      if (!sealed.has('token')) throw errors.invalid({ what: 'token: it is needed, since the address is new.' });
      await inTransaction(db, async (tx) => {
        const values = { value: { ...given, ...Object.fromEntries(sealed) }, updatedAt: new Date(clock.now()) };
        await tx.insert(settings).values({ name, ...values }).onConflictDoUpdate({ target: settings.name, set: values });
        await forget(tx);
        await audit.record({ action, outcome: 'success', actor: by, detail: { ...given, newSecrets: kinds.filter((kind) => secrets[kind] !== undefined) } }, tx);
      });
    },

    /** Asks nothing there any longer; what is there stays as it is. */
    async remove(by: Principal): Promise<void> {
      await inTransaction(db, async (tx) => {
        await tx.delete(settings).where(eq(settings.name, name));
        await forget(tx);
        await audit.record({ action, outcome: 'success', actor: by, detail: { removed: true } }, tx);
      });
    },
  };
}
