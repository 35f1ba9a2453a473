import * as oidc from 'openid-client';
import { GlacisError, errors, reasonOf } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { SsoSettings } from '../contract.ts';

/** The provider's configuration and keys are asked for again after this long. */
const FRESH_MS = 3_600_000;

/** What a flow needs; `version` changes with each save. */
export type SsoClient = { settings: Omit<SsoSettings, 'secretSet'>; secret: string | undefined; version: number };

export type Provider = {
  /** The provider's configuration, kept for an hour. @throws {GlacisError} `outgoing_…` when it cannot be had. */
  connect(client: SsoClient): Promise<oidc.Configuration>;
};

/** Talks to an OpenID provider by openid-client, through the guard for outgoing requests. */
export function openidProvider({ outgoing, clock }: Pick<Kernel, 'outgoing' | 'clock'>): Provider {
  let kept: { version: number; until: number; configuration: Promise<oidc.Configuration> } | undefined;

  const guarded: oidc.CustomFetch = async (url, { method, headers, body, signal }) => {
    if (body !== null && body !== undefined && typeof body !== 'string' && !(body instanceof URLSearchParams) && !(body instanceof Uint8Array)) throw new TypeError('not a body that a provider is sent');
    return outgoing.fetch(url, { method, headers, body: body ?? null, signal });
  };

  async function discover({ settings, secret }: SsoClient): Promise<oidc.Configuration> {
    const issuer = new URL(settings.issuer);
    // Settings refuse plain http but for a provider on the machine itself.
    const insecure = issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [];
    try {
      const found = await oidc.discovery(issuer, settings.clientId, undefined, undefined, { [oidc.customFetch]: guarded, execute: insecure });
      const metadata = found.serverMetadata();
      const configuration = new oidc.Configuration(metadata, settings.clientId, undefined, authentication(metadata, secret));
      configuration[oidc.customFetch] = guarded;
      oidc.enableNonRepudiationChecks(configuration);
      for (const allow of insecure) allow(configuration);
      return configuration;
    } catch (error) {
      throw known(error) ?? errors.outgoingFailed({ host: issuer.host, reason: reasonOf(error) });
    }
  }

  return {
    connect(client) {
      if (kept?.version === client.version && kept.until > clock.now()) return kept.configuration;
      const configuration = discover(client);
      const next = { version: client.version, until: clock.now() + FRESH_MS, configuration };
      kept = next;
      configuration.catch(() => {
        if (kept === next) kept = undefined;
      });
      return configuration;
    },
  };
}

/** OpenID Connect Core, section 9: `client_secret_basic` unless the provider says that it takes others only. */
function authentication({ token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] }: oidc.ServerMetadata, secret: string | undefined): oidc.ClientAuth {
  if (secret === undefined) return oidc.None();
  return methods.includes('client_secret_basic') ? oidc.ClientSecretBasic(secret) : oidc.ClientSecretPost(secret);
}

/** An error of ours that openid-client passed on, perhaps as a cause. */
function known(error: unknown): GlacisError | undefined {
  if (error instanceof GlacisError) return error;
  return error instanceof Error && error.cause !== undefined ? known(error.cause) : undefined;
}
