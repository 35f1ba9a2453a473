import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { gitHub as hostedAt } from '../../codehost/index.ts';
import { inTransaction } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import { settings } from '../../kernel/tables.ts';
import { GitHubSettings, type SaveGitHubSettings } from '../contract.ts';
import type { Incoming } from './identity-rows.ts';

const NAME = 'detection.github';
const Stored = GitHubSettings.omit({ tokenSet: true }).extend({ token: z.string() });

export type GitHub = ReturnType<typeof gitHub>;

/** The members of a GitHub organization, as people. */
export function gitHub(kernel: Pick<Kernel, 'db' | 'clock' | 'audit' | 'sealer' | 'outgoing'>) {
  const { db, clock, audit, sealer } = kernel;

  async function stored(): Promise<z.infer<typeof Stored> | null> {
    const [row] = await db.select().from(settings).where(eq(settings.name, NAME));
    return row ? Stored.parse(row.value) : null;
  }

  return {
    async read(): Promise<GitHubSettings | null> {
      const found = await stored();
      return found && { organization: found.organization, api: found.api, tokenSet: true };
    },

    /** @throws {GlacisError} `invalid` when no token is given where one is needed. */
    async save({ token, ...given }: SaveGitHubSettings, by: Principal): Promise<GitHubSettings> {
      const before = await stored();
      const kept = before?.api === given.api ? before.token : undefined;
      const sealed = token === undefined ? kept : sealer.seal(NAME, token);
      if (sealed === undefined) throw errors.invalid({ what: 'token: it is needed, since the address is new.' });
      await inTransaction(db, async (tx) => {
        const values = { value: { ...given, token: sealed }, updatedAt: new Date(clock.now()) };
        await tx.insert(settings).values({ name: NAME, ...values }).onConflictDoUpdate({ target: settings.name, set: { value: sql`excluded.value`, updatedAt: values.updatedAt } });
        await audit.record({ action: 'settings.github', outcome: 'success', actor: by, detail: { ...given, newToken: token !== undefined } }, tx);
      });
      return { ...given, tokenSet: true };
    },

    /** Stops importing; who was imported stays. */
    async remove(by: Principal): Promise<void> {
      await inTransaction(db, async (tx) => {
        await tx.delete(settings).where(eq(settings.name, NAME));
        await audit.record({ action: 'settings.github', outcome: 'success', actor: by, detail: { removed: true } }, tx);
      });
    },

    /**
     * All members of the organization that the token may see, each an account by its login.
     * @throws {GlacisError} `conflict` when nothing is set up or there are too many; `outgoing_refused`, `outgoing_failed`, `too_many`.
     */
    async members(signal?: AbortSignal): Promise<Incoming[]> {
      const found = await stored();
      if (!found) throw errors.conflict({ what: 'No GitHub organization is set up.' });
      const token = sealer.open(NAME, found.token).toString('utf8');
      const logins = await hostedAt(kernel, { api: found.api, token }).members(found.organization, signal);
      return logins.map((login, at) => ({ line: at + 1, name: login, accounts: [login], said: {} }));
    },
  };
}
