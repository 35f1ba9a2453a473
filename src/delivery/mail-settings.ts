import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction } from '../kernel/database/index.ts';
import { errors } from '../kernel/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Principal } from '../kernel/principal.ts';
import { settings } from '../kernel/tables.ts';
import type { MailAccount } from './channels/carrier.ts';
import { MailSettings, type SaveMailSettings } from './contract.ts';

const NAME = 'delivery.mail';
const PURPOSE = 'mail password';
const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);
const Stored = MailSettings.omit({ passwordSet: true }).extend({ sealedPassword: z.string().optional() });

export type MailSettingsDesk = ReturnType<typeof mailSettings>;

/** The SMTP server that e-mail leaves by. Its password is sealed and never read back. */
export function mailSettings({ db, clock, sealer, audit }: Pick<Kernel, 'db' | 'clock' | 'sealer' | 'audit'>) {
  async function stored() {
    const [row] = await db.select().from(settings).where(eq(settings.name, NAME));
    return row === undefined ? null : Stored.parse(row.value);
  }

  return {
    async read(): Promise<MailSettings | null> {
      const found = await stored();
      if (found === null) return null;
      const { sealedPassword, ...shown } = found;
      return { ...shown, passwordSet: sealedPassword !== undefined };
    },

    /** The account with its password, for the sender only. */
    async account(): Promise<MailAccount | null> {
      const found = await stored();
      if (found === null) return null;
      const { sealedPassword, user, ...rest } = found;
      return { ...rest, user, password: sealedPassword === undefined ? undefined : sealer.open(PURPOSE, sealedPassword).toString('utf8') };
    },

    /** @throws {GlacisError} `invalid` when the kept password would go to another server or account. */
    async save({ password, ...wanted }: SaveMailSettings, by: Principal): Promise<MailSettings> {
      if (wanted.security === 'none' && wanted.user !== undefined && !LOOPBACK.has(wanted.host)) {
        throw errors.invalid({ what: 'A password is sent over TLS only: choose starttls or tls, or leave the user out.' });
      }
      const before = await stored();
      const samePlace = before?.host === wanted.host && before.port === wanted.port && before.security === wanted.security && before.user === wanted.user;
      if (password === undefined && before?.sealedPassword !== undefined && !samePlace) {
        throw errors.invalid({ what: 'The password must be given again when server, security or user change.' });
      }
      const sealedPassword = password === undefined ? before?.sealedPassword : sealer.seal(PURPOSE, password);
      const value = { ...wanted, ...(sealedPassword === undefined ? {} : { sealedPassword }) };
      const row = { value, updatedAt: new Date(clock.now()) };
      await inTransaction(db, async (tx) => {
        await tx.insert(settings).values({ name: NAME, ...row }).onConflictDoUpdate({ target: settings.name, set: row });
        await audit.record({ action: 'settings.mail', outcome: 'success', actor: by, target: { type: 'settings', id: 'mail' }, detail: { ...wanted } }, tx);
      });
      return { ...wanted, passwordSet: sealedPassword !== undefined };
    },
  };
}
