import * as oidc from 'openid-client';
import { z } from 'zod';
import { errors, reasonOf } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { networkOf } from '../networks.ts';
import type { Refusals } from '../refusals.ts';
import type { From } from '../sessions.ts';
import type { Admitted, Arrival, Arrivals } from './arrival.ts';
import type { Provider, SsoClient } from './provider.ts';
import { groupsIn, roleFor } from './roles.ts';
import type { SsoDesk } from './settings.ts';

/** How long somebody may take at the provider. */
export const FLOW_MS = 10 * 60_000;
const PURPOSE = 'sso flow';
const CALLBACK = '/api/v1/sso/callback';

/** What the browser carries to the provider and back, sealed: it binds the answer to who asked. */
const Flow = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), to: z.string(), issuer: z.string(), until: z.number() });

export type SsoFlow = ReturnType<typeof ssoFlow>;

type Parts = Pick<Kernel, 'clock' | 'sealer' | 'log'> & { desk: SsoDesk; provider: Provider; arrive: Arrivals; refusals: Refusals };

/** The authorization code flow with PKCE, state and nonce (OpenID Connect Core, section 3.1; RFC 9700). */
export function ssoFlow({ clock, sealer, log, desk, provider, arrive, refusals }: Parts) {
  async function clientOf(): Promise<SsoClient> {
    const client = await desk.client();
    if (!client) throw errors.notFound({ what: 'single sign-on' });
    return client;
  }

  function opened(carried: string | undefined): z.infer<typeof Flow> {
    const flow = Flow.parse(JSON.parse(sealer.open(PURPOSE, carried ?? '').toString()));
    if (flow.until < clock.now()) throw new Error('the flow took too long');
    return flow;
  }

  return {
    /** Where to send the browser, and what it is to carry. `base` is Glacis's own address. */
    async start(base: string, to: string | undefined): Promise<{ location: string; carried: string }> {
      const client = await clientOf();
      const configuration = await provider.connect(client);
      const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
      const { issuer, groupsClaim } = client.settings;
      const { scopes_supported: supported = [] } = configuration.serverMetadata();
      const location = oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: new URL(CALLBACK, base).href,
        response_type: 'code',
        scope: ['openid', 'email', 'profile', ...(supported.includes(groupsClaim) ? [groupsClaim] : [])].join(' '),
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      });
      const flow: z.infer<typeof Flow> = { state, nonce, verifier, to: localPath(to), issuer, until: clock.now() + FLOW_MS };
      return { location: location.href, carried: sealer.seal(PURPOSE, JSON.stringify(flow)) };
    },

    /** Ends the flow: a session, or why not; and the path to go on to. Never throws for what came from outside. */
    async finish(base: string, url: string, carried: string | undefined, from: From): Promise<Admitted & { to: string }> {
      try {
        const flow = opened(carried);
        const client = await clientOf();
        if (client.settings.issuer !== flow.issuer) throw new Error('the provider was changed meanwhile');
        const configuration = await provider.connect(client);
        const tokens = await oidc.authorizationCodeGrant(configuration, new URL(url, base), {
          pkceCodeVerifier: flow.verifier, expectedState: flow.state, expectedNonce: flow.nonce, idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (!claims) throw new Error('the provider sent no ID token');
        const known = Object.hasOwn(claims, client.settings.groupsClaim) ? claims : { ...(await moreClaims(configuration, tokens.access_token, claims.sub)), ...claims };
        return { ...(await arrive(arrivalOf(known, claims, client), from)), to: flow.to };
      } catch (error) {
        const reason = told(error);
        log.info({ reason }, 'a single sign-on failed');
        refusals.note(`sso ${networkOf(from.ip)}`, {
          action: 'session.create', outcome: 'failure', actor: { kind: 'unknown', name: '(single sign-on)', ip: from.ip }, detail: { means: 'sso', reason },
        });
        return { refused: 'failed', to: '/' };
      }
    },
  };
}

/** Many providers put groups only into the userinfo answer. */
async function moreClaims(configuration: oidc.Configuration, accessToken: string, subject: string): Promise<Record<string, unknown>> {
  return configuration.serverMetadata().userinfo_endpoint === undefined ? {} : oidc.fetchUserInfo(configuration, accessToken, subject);
}

function arrivalOf(told: Record<string, unknown>, { iss, sub }: { iss: string; sub: string }, { settings }: SsoClient): Arrival {
  const email = z.email().max(254).safeParse(told['email']);
  const verified = told['email_verified'];
  const name = z.string().trim().min(1).safeParse(told['name']);
  return {
    issuer: iss,
    subject: sub,
    email: email.data,
    emailVerified: typeof verified === 'boolean' ? verified : undefined,
    name: name.data?.slice(0, 120),
    role: roleFor(groupsIn(told[settings.groupsClaim]), settings.roles),
  };
}

/** What the provider says is wrong, where it says so. */
function told(error: unknown): string {
  const said = error instanceof oidc.ResponseBodyError || error instanceof oidc.AuthorizationResponseError ? `${error.error}: ${error.error_description ?? ''}` : reasonOf(error);
  return said.slice(0, 300);
}

/** A path of this site, or the first page: where somebody else wants to lead people is not followed. */
export function localPath(to: string | undefined): string {
  if (to === undefined || !/^\/[\x21-\x7e]*$/.test(to)) return '/';
  const url = URL.parse(to, 'http://here.invalid');
  // Looked at after dots are resolved: `/..//evil.example` becomes `//evil.example`, another host.
  return url?.host === 'here.invalid' && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}${url.hash}` : '/';
}
