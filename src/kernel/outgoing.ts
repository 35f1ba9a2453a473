import { lookup, type LookupAddress } from 'node:dns';
import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { GlacisError, errors, reasonOf } from './errors.ts';

export type OutgoingInit = {
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array | URLSearchParams | null;
  signal?: AbortSignal | undefined;
  /** For everything, from the name's resolution to the last byte. */
  timeoutMs?: number;
  /** The largest answer that is read. */
  maxBytes?: number;
  /** PEM of the authorities that are trusted instead of the usual ones: a place that has its own. */
  ca?: string | undefined;
};

/** How the house reaches an address that somebody gave it. Whatever connects to a user-given host goes through here. */
export type Outgoing = {
  /**
   * One request, without redirects: a 3xx is an answer like any other. https only, save to the operator's allow list.
   * @throws {GlacisError} `outgoing_refused` where the address is not public, `outgoing_failed` where nothing usable answers.
   */
  fetch(url: string | URL, init?: OutgoingInit): Promise<Response>;
  /**
   * The addresses of a host that may be connected to, for protocols other than HTTP: connect to one of these, never to the
   * name, which may resolve to another address by then.
   * @throws {GlacisError} as `fetch`.
   */
  resolve(host: string, signal?: AbortSignal): Promise<[LookupAddress, ...LookupAddress[]]>;
  /**
   * The same for an http or https address, for those who stream what comes: under the rule that `fetch` has.
   * @throws {GlacisError} as `fetch`.
   */
  addressesOf(url: URL, signal?: AbortSignal): Promise<[LookupAddress, ...LookupAddress[]]>;
};

type Network = ReturnType<typeof ipaddr.parseCIDR>;
type Resolver = (host: string) => Promise<LookupAddress[]>;

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 1024 * 1024;
const GLOBAL_UNICAST: Network = ipaddr.parseCIDR('2000::/3');

/**
 * A guard against server-side request forgery (OWASP SSRF prevention cheat sheet): a name is resolved once, addresses that
 * are not public (private, loopback, link-local and so cloud metadata, mapped and tunnelled forms) are left out unless
 * `allow` lists their network, and the connection goes to what was checked, so that rebinding the name gains nothing.
 */
export function guardedOutgoing({ allow, resolver = systemResolver }: { allow: readonly string[]; resolver?: Resolver }): Outgoing {
  const networks = allow.map((text) => parseNetwork(text));

  /** Resolves and checks; `listed` keeps only addresses of the allow list. */
  async function check(host: string, { listed, signal }: { listed: boolean; signal?: AbortSignal | undefined }) {
    const found = ipaddr.isValid(host) ? [{ address: host, family: ipaddr.parse(host).kind() === 'ipv4' ? 4 : 6 }] : await resolved(host, signal);
    const [first, ...rest] = found.filter(({ address }) => standing(address, networks) === 'listed' || (!listed && standing(address, networks) === 'public'));
    if (!first) throw errors.outgoingRefused({ host, reason: listed && found.some(({ address }) => standing(address, networks) === 'public') ? 'plain-http' : 'not-public' });
    return [first, ...rest] satisfies [LookupAddress, ...LookupAddress[]];
  }

  async function resolved(host: string, signal: AbortSignal | undefined): Promise<LookupAddress[]> {
    try {
      return await Promise.race([resolver(host), aborted(signal)]);
    } catch (error) {
      throw errors.outgoingFailed({ host, reason: reasonOf(error) });
    }
  }

  const addressesOf = (url: URL, signal?: AbortSignal) => check(hostOf(url), { listed: url.protocol === 'http:', signal });

  return {
    resolve: (host, signal) => check(host.toLowerCase(), { listed: false, signal }),
    addressesOf,
    async fetch(given, { method = 'GET', headers = {}, body = null, signal, timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES, ca } = {}) {
      const url = parseUrl(given);
      const until = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]);
      const addresses = await addressesOf(url, until);
      try {
        return await exchange(url, { method, headers, body, addresses, signal: until, maxBytes, ca });
      } catch (error) {
        if (error instanceof GlacisError) throw error;
        throw errors.outgoingFailed({ host: hostOf(url), reason: until.aborted ? 'it took too long' : reasonOf(error) });
      }
    },
  };
}

/** A network of an allow list: CIDR, or one address. @throws when it is neither. */
export const parseNetwork = (text: string): Network => {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
};

function standing(text: string, allow: readonly Network[]): 'listed' | 'public' | 'refused' {
  const address = ipaddr.process(text.replace(/%.*$/, ''));
  const within = ([network, bits]: Network) => network.kind() === address.kind() && address.match(network, bits);
  if (allow.some(within)) return 'listed';
  if (address.range() !== 'unicast') return 'refused';
  return address.kind() === 'ipv4' || within(GLOBAL_UNICAST) ? 'public' : 'refused';
}

/** Without the brackets of IPv6. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

function parseUrl(given: string | URL): URL {
  const url = URL.parse(String(given));
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) throw errors.invalid({ what: 'Only http and https addresses can be reached.' });
  if (url.username !== '' || url.password !== '') throw errors.invalid({ what: 'An address must not carry a user name or password.' });
  return url;
}

type Exchange = Required<Pick<OutgoingInit, 'method' | 'headers' | 'maxBytes'>> & {
  body: NonNullable<OutgoingInit['body']> | null;
  addresses: LookupAddress[];
  signal: AbortSignal;
  ca: string | undefined;
};

async function exchange(url: URL, { method, headers, body, addresses, signal, maxBytes, ca }: Exchange): Promise<Response> {
  const checked: LookupFunction = (_host, { all }, done) => {
    if (all) done(null, addresses);
    else done(null, addresses[0]?.address ?? '', addresses[0]?.family);
  };
  const bytes = body instanceof URLSearchParams ? Buffer.from(body.toString()) : body === null ? null : Buffer.from(body);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const send = url.protocol === 'https:' ? tlsRequest : plainRequest;
    const request = send(url, {
      method,
      headers: {
        'user-agent': 'Glacis', 'accept-encoding': 'identity',
        ...(body instanceof URLSearchParams ? { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' } : {}),
        ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
        ...(bytes === null ? {} : { 'content-length': String(bytes.length) }),
      },
      // A connection of its own: a pooled one may lead to an address that was checked for somebody else's request.
      agent: false,
      lookup: checked,
      signal,
      ...(ca === undefined ? {} : { ca }),
    });
    request.once('response', resolve);
    request.once('error', reject);
    request.end(bytes ?? undefined);
  });
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response) {
    if (!(part instanceof Buffer)) continue;
    size += part.length;
    if (size > maxBytes) throw errors.outgoingFailed({ host: url.hostname, reason: `its answer is larger than ${maxBytes} bytes` });
    parts.push(part);
  }
  const answer = new Headers();
  for (const [name, values] of Object.entries(response.headersDistinct)) for (const value of values ?? []) answer.append(name, value);
  const status = response.statusCode ?? 502;
  const bodyless = status === 204 || status === 205 || status === 304;
  return new Response(bodyless ? null : Buffer.concat(parts), { status, headers: answer });
}

const systemResolver: Resolver = (host) =>
  new Promise((resolve, reject) => {
    lookup(host, { all: true, verbatim: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });

const aborted = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('it took too long')), { once: true }));
