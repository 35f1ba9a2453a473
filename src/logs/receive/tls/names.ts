import { hostname, networkInterfaces } from 'node:os';
import { isIP } from 'node:net';
import type { Config } from '../../../kernel/config.ts';

/** The names and addresses by which senders may call this server. */
export function serverNames(
  { host, publicUrl }: Pick<Config, 'host' | 'publicUrl'>,
  own: { hostname: string; addresses: readonly string[] } = { hostname: hostname(), addresses: addresses() },
): string[] {
  const open = host === '0.0.0.0' || host === '::';
  const called = publicUrl === undefined ? [] : [new URL(publicUrl).hostname.replace(/^\[(.*)\]$/, '$1')];
  return [...new Set([own.hostname, 'localhost', '127.0.0.1', '::1', ...called, ...(open ? own.addresses : [host])])].filter(isName);
}

const isName = (name: string): boolean => isIP(name) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(name);

const addresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, scopeid }) => !internal && (scopeid ?? 0) === 0)
    .map(({ address }) => address);
