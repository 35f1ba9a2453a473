import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import { settings } from '../../kernel/tables.ts';
import { TicketSettings, type SaveTicketSettings } from '../contract.ts';
import type { SyncState } from './sync-state.ts';

const NAME = 'vulnerabilities.tickets';
const Stored = TicketSettings.omit({ tokenSet: true, problem: true }).extend({ token: z.string() });

/** Where tickets are made, with what opens it. */
export type TicketTarget = Omit<z.infer<typeof Stored>, 'token'> & { token: string };
export type TicketSettingsDesk = ReturnType<typeof ticketSettings>;

/** The repository in which tickets are made. Its token is sealed, never read back, and goes to no other address than the one it was given for. */
export function ticketSettings({ db, clock, audit, sealer, state }: Pick<Kernel, 'db' | 'clock' | 'audit' | 'sealer'> & { state: SyncState }) {
  async function stored(): Promise<z.infer<typeof Stored> | null> {
    const [row] = await db.select().from(settings).where(eq(settings.name, NAME));
    return row ? Stored.parse(row.value) : null;
  }

  return {
    async read(): Promise<TicketSettings | null> {
      const found = await stored();
      if (found === null) return null;
      const { token: _sealed, ...shown } = found;
      return { ...shown, tokenSet: true, problem: (await state.read(found)).problem };
    },

    /** For the one that asks the code host. */
    async target(): Promise<TicketTarget | null> {
      const found = await stored();
      return found && { ...found, token: sealer.open(NAME, found.token).toString('utf8') };
    },

    /** @throws {GlacisError} `invalid` when no token is given where one is needed. */
    async save({ token, ...given }: SaveTicketSettings, by: Principal): Promise<TicketSettings> {
      const before = await stored();
      const sealed = token === undefined ? (before?.api === given.api ? before.token : undefined) : sealer.seal(NAME, token);
      if (sealed === undefined) throw errors.invalid({ what: 'token: it is needed, since the address is new.' });
      await inTransaction(db, async (tx) => {
        const values = { value: { ...given, token: sealed }, updatedAt: new Date(clock.now()) };
        await tx.insert(settings).values({ name: NAME, ...values }).onConflictDoUpdate({ target: settings.name, set: values });
        await state.forget(tx);
        await audit.record({ action: 'settings.tickets', outcome: 'success', actor: by, detail: { ...given, newToken: token !== undefined } }, tx);
      });
      return { ...given, tokenSet: true, problem: null };
    },

    /** Makes no tickets any longer; those that are there stay as they are. */
    async remove(by: Principal): Promise<void> {
      await inTransaction(db, async (tx) => {
        await tx.delete(settings).where(eq(settings.name, NAME));
        await state.forget(tx);
        await audit.record({ action: 'settings.tickets', outcome: 'success', actor: by, detail: { removed: true } }, tx);
      });
    },
  };
}
