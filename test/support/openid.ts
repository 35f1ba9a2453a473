import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type Configuration } from 'oidc-provider';

export type ProviderAccount = { sub: string; email?: string; email_verified?: boolean; name?: string; groups?: unknown };

export type TestProvider = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Who signs in at the provider next. */
  account: ProviderAccount;
  /** Goes where a browser would go from `location`, signs in, and returns the address that it is sent back to. */
  visit(location: string): Promise<string>;
  stop(): Promise<void>;
};

/** A real OpenID provider on loopback http, whose people sign in and consent without being asked. */
export async function testProvider({ redirectUri, idTokenClaims = false }: { redirectUri: string; idTokenClaims?: boolean }): Promise<TestProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = { client_id: 'glacis', client_secret: 'the-clients-secret:with/odd chars', redirect_uris: [redirectUri], grant_types: ['authorization_code'] };
  const configuration: Configuration = {
    clients: [client],
    cookies: { keys: ['test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    scopes: ['openid', 'email', 'profile', 'groups'],
    conformIdTokenClaims: !idTokenClaims,
    pkce: { required: () => true },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ ...test.account, sub }) }),
    async loadExistingGrant({ oidc }) {
      const grant = new provider.Grant({ clientId: oidc.client?.clientId, accountId: oidc.session?.accountId });
      grant.addOIDCScope('openid email profile groups');
      await grant.save();
      return grant;
    },
  };
  const provider = new Provider(issuer, configuration);
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void answer(request, response);
    void provider.interactionFinished(request, response, { login: { accountId: test.account.sub } }, { mergeWithLastSubmission: false });
  });

  const test: TestProvider = {
    issuer,
    clientId: client.client_id,
    clientSecret: client.client_secret,
    account: { sub: 'nobody' },
    async visit(location) {
      const jar = new Map<string, string>();
      let next = new URL(location);
      for (let step = 0; step < 10; step += 1) {
        const response = await fetch(next, { redirect: 'manual', headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } });
        for (const cookie of response.headers.getSetCookie()) {
          const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=', 2);
          jar.set(name, value);
        }
        const to = response.headers.get('location');
        if (to === null) throw new Error(`the provider answered ${response.status}: ${await response.text()}`);
        next = new URL(to, next);
        if (next.origin !== issuer) return next.href;
      }
      throw new Error('the provider leads in circles');
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return test;
}
