import { errors } from '../../../kernel/errors.ts';
import type { Outgoing } from '../../../kernel/outgoing.ts';
import { parseName, type GivenCredentials, type RegistryOptions } from '../../../scanning/index.ts';

const PATIENCE = { silenceMs: 20_000, attempts: 2, longestPauseMs: 5_000 };

/** How a registry is asked and how its images are named. */
export type Address = { scheme: 'https:' | 'http:'; /** `registry.example:5000`, `docker.io` */ registry: string };

/**
 * Reads the address of a registry.
 * @throws {GlacisError} `invalid` where it has more than a host and a port.
 */
export function addressOf(url: string): Address {
  const parsed = URL.parse(url);
  if (!parsed || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:')) throw errors.invalid({ what: 'A registry is at an http or https address.' });
  if (parsed.username !== '' || parsed.password !== '') throw errors.invalid({ what: 'User name and password have fields of their own.' });
  if (!/^\/(?:v2\/?)?$/.test(parsed.pathname) || parsed.search !== '' || parsed.hash !== '') throw errors.invalid({ what: 'The address of a registry has a host and perhaps a port: which repositories are followed is said beside it.' });
  // A host without a dot and a port would be taken for a repository of Docker Hub.
  const bare = /[.:]/.test(parsed.host) || parsed.host === 'localhost' ? parsed.host : `${parsed.host}:${parsed.protocol === 'https:' ? 443 : 80}`;
  return { scheme: parsed.protocol, registry: parseName(`${bare}/x`).registry };
}

/** The address as it is kept. */
export const tidyUrl = (url: string): string => new URL(url).origin;

/** What a name's references begin with. */
export const repositoryName = ({ registry }: Address, repository: string): string => `${registry}/${repository}`;

/** A registry that somebody named is polled with less patience than a scan has, and only where this server may go. */
export const askingOptions = ({ scheme }: Address, { outgoing, credentials, signal, patience = PATIENCE }: { outgoing: Outgoing; credentials: GivenCredentials; signal: AbortSignal; patience?: RegistryOptions['patience'] }): RegistryOptions => ({
  scheme, credentials, signal, patience, env: {},
  guard: outgoing.addressesOf,
});
