import { errors } from '../../kernel/errors.ts';
import { systemPrincipal, type Principal } from '../../kernel/principal.ts';
import type { ImportAnswer } from '../contract.ts';
import type { GitHub } from './github.ts';
import type { identityImport } from './importing.ts';
import type { Incoming, ReadRows } from './identity-rows.ts';

/** The people of single sign-on, as identity lists them. */
export type SsoPeople = { list(page: { limit: number; after?: string | undefined }): Promise<readonly { email: string; name: string; sso: boolean; disabled: boolean }[]> };

const PAGE = 500;

/** Where identities are taken from. */
export function identityImporters({ take, gitHub, people }: { take: ReturnType<typeof identityImport>; gitHub: GitHub; people: SsoPeople }) {
  async function ssoPeople(): Promise<Incoming[]> {
    const rows: Incoming[] = [];
    let after: string | undefined;
    for (;;) {
      const page = await people.list({ limit: PAGE, after });
      // Who is disabled is not on the list, and so has left.
      for (const { email, name, sso, disabled } of page) if (sso && !disabled) rows.push({ line: rows.length + 1, name, accounts: [email], said: { name } });
      after = page.at(-1)?.email;
      if (page.length < PAGE) return rows;
    }
  }

  async function from(origin: 'oidc' | 'github', by: Principal, signal?: AbortSignal): Promise<ImportAnswer> {
    const rows = origin === 'github' ? await gitHub.members(signal) : await ssoPeople();
    if (rows.length === 0) throw errors.conflict({ what: origin === 'github' ? 'The organization has no members that the token may see.' : 'Nobody has signed in by single sign-on yet.' });
    return take({ rows, rejected: [] }, { origin, complete: true }, by);
  }

  return {
    csv: (rows: ReadRows, by: Principal): Promise<ImportAnswer> => take(rows, { origin: 'csv', complete: false }, by),

    /** @throws {GlacisError} `conflict` when it is not set up or would take most people away; `outgoing_failed`. */
    from,

    /** Brings up to date what is set up; one that fails keeps the other from nothing. @throws the first failure, in the end. */
    async sync(): Promise<void> {
      const by = systemPrincipal('identities');
      const outcomes = await Promise.allSettled([
        gitHub.read().then((found) => (found === null ? undefined : from('github', by))),
        ssoPeople().then((found) => (found.length === 0 ? undefined : from('oidc', by))),
      ]);
      const failed = outcomes.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    },
  };
}
export type Importers = ReturnType<typeof identityImporters>;
