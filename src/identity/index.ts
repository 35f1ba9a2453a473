import type { Authenticate, Api, OnRefused } from '../kernel/http/index.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { accountDesk } from './account.ts';
import { auditReading } from './audit-reading.ts';
import { authenticator } from './authenticate.ts';
import { hostCookie } from './cookies.ts';
import { secondFactors } from './factors.ts';
import { firstOwner } from './first-owner.ts';
import { acceptInvitations } from './invitations.ts';
import { createPasswords, type PasswordCost } from './passwords.ts';
import { peopleDesk, type People } from './people.ts';
import { refusalNotes } from './refusals.ts';
import { auditRoutes } from './routes/audit.ts';
import { meRoutes } from './routes/me.ts';
import { peopleRoutes } from './routes/people.ts';
import { sessionRoutes } from './routes/session.ts';
import { ssoRoutes } from './routes/sso.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { ABSOLUTE_MS, sessionDesk } from './sessions.ts';
import { signInDesk } from './sign-in.ts';
import { ssoArrivals } from './sso/arrival.ts';
import { FLOW_MS, ssoFlow } from './sso/flow.ts';
import { openidProvider } from './sso/provider.ts';
import { ssoSettings } from './sso/settings.ts';
import { signInThrottle } from './throttle.ts';
import { strangerDesk, type Strangers } from './strangers.ts';
import { tokenDesk, type Tokens } from './tokens.ts';

export { permissionsOfRole } from './permissions.ts';

export type Identity = {
  /** Who sends a request; for the guard. */
  authenticate: Authenticate;
  /** Audits what the guard refused; for the guard. */
  onRefused: OnRefused;
  /** A one-time link that makes the first owner, or undefined when somebody can come in already. `base` is where Glacis is opened. */
  setupLink(base: string): Promise<string | undefined>;
  /** Machine tokens, for domains that hand them out. */
  tokens: Pick<Tokens, 'create' | 'revoke'>;
  /** Who may come in, for domains that compare others with them. */
  people: Pick<People, 'list'>;
  /** For routes of other domains on which a secret alone lets somebody in. */
  strangers: Strangers;
  routes(app: Api): void;
  start(): Promise<void>;
  stop(): Promise<void>;
};

type Parts = Pick<Kernel, 'audit' | 'clock' | 'config' | 'database' | 'db' | 'jobs' | 'log' | 'outgoing' | 'random' | 'sealer'>;

/** People, machines, sessions, tokens and roles: who asks, and what they may. Tests that sign in often do so at a lower `passwordCost`. */
export function createIdentity(kernel: Parts, { passwordCost }: { passwordCost?: PasswordCost } = {}): Identity {
  const { config } = kernel;
  const passwords = createPasswords({ random: kernel.random, cost: passwordCost });
  const throttle = signInThrottle(kernel);
  const sessions = sessionDesk(kernel);
  const factors = secondFactors(kernel);
  const refusals = refusalNotes(kernel);
  const tokens = tokenDesk(kernel);
  const signIns = signInDesk({ ...kernel, passwords, throttle, sessions, factors, refusals });
  const accounts = accountDesk({ ...kernel, passwords, sessions, factors, throttle });
  const people = peopleDesk({ ...kernel, sessions });
  const owner = firstOwner({ ...kernel, passwords, signIns });
  const accept = acceptInvitations({ ...kernel, passwords, sessions, signIns });
  const auditLog = auditReading(kernel);
  const provider = openidProvider(kernel);
  const desk = ssoSettings({ ...kernel, provider });
  const flow = ssoFlow({ ...kernel, desk, provider, refusals, arrive: ssoArrivals({ ...kernel, sessions, factors, signIns }) });
  const carried = hostCookie(config, 'glacis-sso', FLOW_MS);
  const cookie = hostCookie(config, 'glacis', ABSOLUTE_MS);

  kernel.jobs.every('identity-sweep', '*/5 * * * *', async () => {
    await throttle.sweep();
    await sessions.sweep();
  });

  return {
    authenticate: authenticator({ sessions, tokens, cookie }),
    onRefused: refusals.onRefused,
    setupLink: owner.link,
    tokens,
    people,
    strangers: strangerDesk({ throttle, refusals }),
    routes(app) {
      sessionRoutes(app, { ...kernel, accounts, cookie, owner, signIns, accept, ssoName: async () => (await desk.read())?.name });
      meRoutes(app, { accounts, cookie });
      peopleRoutes(app, { people, config });
      tokenRoutes(app, { tokens });
      ssoRoutes(app, { config, desk, flow, session: cookie, carried });
      auditRoutes(app, { auditLog });
    },
    async start() {
      await owner.syncBootstrapToken();
      await tokens.start();
      refusals.start();
    },
    async stop() {
      await refusals.stop();
      await tokens.stop();
    },
  };
}
