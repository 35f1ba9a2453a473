import { z } from 'zod';
import type { Challenge } from './challenge.ts';
import type { Credentials } from './credentials.ts';
import { wholeAnswer, type Exchange } from './exchange.ts';

const Token = z.object({ token: z.string().optional(), access_token: z.string().optional() });

const TOKEN_BYTES = 1024 * 1024;

/** Why a registry does not let us in; never with a secret. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/**
 * The Authorization header that answers a registry's challenge (distribution specification: token authentication, RFC 7617).
 * @throws {Refused} where there is none.
 */
export async function authorize(asked: readonly Challenge[], { exchange, registry, repository, credentials }: {
  exchange: Exchange;
  /** Its base address: a token is not fetched less safely than from there. */
  registry: URL;
  repository: string;
  credentials: Credentials | undefined;
}): Promise<string> {
  if (credentials?.is === 'bearer') return `Bearer ${credentials.token}`;
  const bearer = asked.find(({ scheme }) => scheme === 'bearer');
  if (bearer) return bearerOf(bearer, { exchange, registry, repository, credentials });
  if (!asked.some(({ scheme }) => scheme === 'basic')) throw new Refused('it asks for credentials in a way that is not known here');
  if (!credentials) throw new Refused('it asks for a user name and a password, and none are configured');
  if (credentials.is !== 'password') throw new Refused('it asks for a password, and an identity token is configured');
  return basicOf(credentials);
}

const basicOf = ({ user, password }: Extract<Credentials, { is: 'password' }>): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

async function bearerOf({ parameters }: Challenge, { exchange, registry, repository, credentials }: Parameters<typeof authorize>[1]): Promise<string> {
  const realm = URL.parse(parameters.get('realm') ?? '');
  if (!realm || (realm.protocol !== 'https:' && realm.protocol !== 'http:')) throw new Refused('it names no address that gives tokens');
  if (realm.protocol === 'http:' && registry.protocol === 'https:') throw new Refused('its tokens come over plain http');
  const service = parameters.get('service');
  const scope = parameters.get('scope') ?? `repository:${repository}:pull`;
  const asking = { ...(service === undefined ? {} : { service }), scope };
  const answer = credentials?.is === 'identity token'
    ? await exchange.get(realm, {}, new URLSearchParams({ ...asking, grant_type: 'refresh_token', client_id: 'glacis', refresh_token: credentials.token }))
    : await exchange.get(withQuery(realm, asking), credentials?.is === 'password' ? { authorization: basicOf(credentials) } : {});
  const bytes = await wholeAnswer(answer, TOKEN_BYTES);
  if (answer.statusCode !== 200) throw new Refused(credentials ? `these credentials get no token (${answer.statusCode})` : `without credentials there is no token (${answer.statusCode})`);
  const { token, access_token: accessToken } = Token.safeParse(jsonOf(bytes)).data ?? {};
  const found = token ?? accessToken;
  if (found === undefined || !/^[\x21-\x7e]+$/.test(found)) throw new Refused('what should be a token is none');
  return `Bearer ${found}`;
}

function withQuery(url: URL, query: Readonly<Record<string, string>>): URL {
  const all = new URL(url);
  for (const [name, value] of Object.entries(query)) all.searchParams.append(name, value);
  return all;
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
