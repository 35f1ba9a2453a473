import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import { settings } from '../../kernel/tables.ts';
import { SsoSettings, type SaveSsoSettings } from '../contract.ts';
import { isLoopback } from '../cookies.ts';
import { guardOwners } from '../permissions.ts';
import type { Provider, SsoClient } from './provider.ts';

const NAME = 'identity.sso';

/** As stored: the client's secret is sealed, bound to this use. */
const Stored = SsoSettings.omit({ secretSet: true }).extend({ sealedSecret: z.string().nullable() });
type Stored = z.infer<typeof Stored>;

export type SsoDesk = ReturnType<typeof ssoSettings>;

/** The provider of single sign-on, as it is set up. */
export function ssoSettings({ db, clock, audit, sealer, provider }: Pick<Kernel, 'db' | 'clock' | 'audit' | 'sealer'> & { provider: Provider }) {
  async function stored(): Promise<{ value: Stored; version: number } | undefined> {
    const [row] = await db.select().from(settings).where(eq(settings.name, NAME));
    return row && { value: Stored.parse(row.value), version: row.updatedAt.getTime() };
  }
  const opened = (sealed: string | null) => (sealed === null ? undefined : sealer.open(NAME, sealed).toString());

  return {
    /** Without the secret; undefined when single sign-on is off. */
    async read(): Promise<SsoSettings | undefined> {
      const row = await stored();
      if (!row) return undefined;
      const { sealedSecret, ...told } = row.value;
      return { ...told, secretSet: sealedSecret !== null };
    },

    async client(): Promise<SsoClient | undefined> {
      const row = await stored();
      if (!row) return undefined;
      const { sealedSecret, ...told } = row.value;
      return { settings: told, secret: opened(sealedSecret), version: row.version };
    },

    /**
     * Saves them after asking the provider for its configuration. Where a group is or becomes an owner, only an owner may:
     * whoever names the provider says who is in its groups.
     * @throws {GlacisError} `forbidden`, `invalid`, or `outgoing_…` when the provider cannot be asked.
     */
    async save({ clientSecret, ...given }: z.infer<typeof SaveSsoSettings>, by: Principal): Promise<SsoSettings> {
      refusePlainHttp(given.issuer);
      const before = (await stored())?.value;
      guardOwners(by, ...Object.values(given.roles), ...Object.values(before?.roles ?? {}));
      const sameClient = before?.issuer === given.issuer && before.clientId === given.clientId;
      // A secret that is kept would be sent to the new issuer, whoever that is.
      if (clientSecret === undefined && before?.sealedSecret && !sameClient) throw errors.invalid({ what: 'Another issuer or client needs its secret to be given again.' });
      const sealedSecret = clientSecret === undefined ? (before?.sealedSecret ?? null) : sealer.seal(NAME, clientSecret);
      await provider.connect({ settings: given, secret: opened(sealedSecret), version: -1 });

      const value: Stored = { ...given, sealedSecret };
      await inTransaction(db, async (tx) => {
        const updatedAt = new Date(clock.now());
        await tx.insert(settings).values({ name: NAME, value, updatedAt }).onConflictDoUpdate({ target: settings.name, set: { value, updatedAt } });
        await audit.record({ action: 'settings.sso.update', outcome: 'success', actor: by, detail: { ...given, newSecret: clientSecret !== undefined } }, tx);
      });
      return { ...given, secretSet: sealedSecret !== null };
    },

    async remove(by: Principal): Promise<void> {
      const before = (await stored())?.value;
      if (!before) throw errors.notFound({ what: 'single sign-on' });
      guardOwners(by, ...Object.values(before.roles));
      await inTransaction(db, async (tx) => {
        await tx.delete(settings).where(eq(settings.name, NAME));
        await audit.record({ action: 'settings.sso.delete', outcome: 'success', actor: by, detail: { issuer: before.issuer } }, tx);
      });
    },
  };
}

function refusePlainHttp(issuer: string): void {
  const url = new URL(issuer);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return;
  throw errors.invalid({ what: 'The issuer must be an https address.' });
}
