import { errors } from '../../../kernel/errors.ts';
import { DIGEST } from '../layers/passage.ts';

/** An image by its name, as `docker pull` reads it (distribution/reference). */
export type ImageName = {
  /** HOST[:PORT]; `docker.io` where none is said. */
  registry: string;
  /** `library/alpine` */
  repository: string;
  tag?: string;
  /** sha256:… of the manifest or the index. */
  digest?: string;
};

const PREFIXES = ['docker-archive', 'oci-archive', 'oci-dir', 'registry', 'docker', 'podman'] as const;
export type Prefix = (typeof PREFIXES)[number];

const COMPONENT = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/;
const HOST = /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?$/;
const TAG = /^[\w][\w.-]{0,127}$/;
const LONGEST = 2_000;

/** Whether a name is one that a repository (`library/alpine`) or a tag can have. */
export const isRepository = (name: string): boolean => name.length <= 255 && name.split('/').every((part) => COMPONENT.test(part));
export const isTag = (name: string): boolean => TAG.test(name);

/** Splits `PREFIX:rest`. `docker://`, as skopeo writes it, is a registry's. */
export function splitPrefix(reference: string): { prefix?: Prefix; rest: string } {
  if (reference.startsWith('docker://')) return { prefix: 'registry', rest: reference.slice('docker://'.length) };
  const prefix = PREFIXES.find((name) => reference.startsWith(`${name}:`));
  return prefix === undefined ? { rest: reference } : { prefix, rest: reference.slice(prefix.length + 1) };
}

/** @throws {GlacisError} `bad_reference` */
export function parseName(reference: string): ImageName {
  const refuse = (reason: string) => errors.badReference({ reference: reference.slice(0, 200), reason });
  if (reference === '' || reference.length > LONGEST) throw refuse('it is empty or very long');
  const [named = '', digest, ...more] = reference.split('@');
  if (more.length > 0 || (digest !== undefined && !DIGEST.test(digest))) throw refuse('what follows @ is no digest');
  const slash = named.indexOf('/');
  const first = slash === -1 ? '' : named.slice(0, slash);
  const hasHost = first.includes('.') || first.includes(':') || first === 'localhost' || first !== first.toLowerCase();
  const path = hasHost ? named.slice(slash + 1) : named;
  const colon = path.lastIndexOf(':');
  const [repository, tag] = colon === -1 ? [path, undefined] : [path.slice(0, colon), path.slice(colon + 1)];
  if (hasHost && !HOST.test(first)) throw refuse(`${first} is no host`);
  if (tag !== undefined && !TAG.test(tag)) throw refuse('its tag is none');
  if (!isRepository(repository)) throw refuse('its name may have small letters, digits and single separators only');
  const registry = hasHost ? normalHost(first) : 'docker.io';
  return {
    registry,
    repository: registry === 'docker.io' && !repository.includes('/') ? `library/${repository}` : repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

const normalHost = (host: string): string => (host === 'index.docker.io' || host === 'registry-1.docker.io' ? 'docker.io' : host.toLowerCase());

/** In full, as containerd writes it. */
export const fullName = ({ registry, repository, tag, digest }: ImageName): string =>
  `${registry}/${repository}${tag === undefined ? (digest === undefined ? ':latest' : '') : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
