import type { Service } from '../../../../../src/inventory/contract.ts';
import type { Place } from '../../../../../src/vulnerabilities/contract.ts';
import { bare } from './purl.ts';

type Listening = Pick<Service, 'protocol' | 'address' | 'port' | 'package'>;
type Where = Pick<Place, 'purl' | 'listening'>;

/** `0.0.0.0:443/tcp`, `[::]:53/udp`: a socket as it is written. */
export const socketOf = ({ protocol, address, port }: Listening): string => `${address.includes(':') ? `[${address}]` : address}:${port}/${protocol}`;

/** The issues behind a service: of the package that its program belongs to, or of one of which the desk says that it listens there. */
export function behind<T extends Where>(service: Listening, places: readonly T[]): T[] {
  const socket = socketOf(service);
  return places.filter(({ purl, listening }) => (service.package !== null && bare(purl) === bare(service.package)) || listening.includes(socket));
}

/** What others reach first, then by port. */
export const byReach = <T extends Service>(services: readonly T[]): T[] =>
  services.toSorted((a, b) => Number(b.exposed) - Number(a.exposed) || a.port - b.port || a.address.localeCompare(b.address, 'en'));
