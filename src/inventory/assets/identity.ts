import { createHash } from 'node:crypto';
import type { AssetKind } from '../contract.ts';

/** The id of an asset: whoever tells of it first makes the same row. */
export const assetId = (kind: AssetKind, key: string): string => createHash('sha256').update(JSON.stringify([kind, key])).digest('hex').slice(0, 32);

/**
 * An image's name written in full, as registries list it: `nginx` is `docker.io/library/nginx:latest` (distribution/reference).
 * What is no name (an image id, say) stays as it is.
 */
export function fullReference(reference: string): string {
  const [named = '', digest] = reference.split('@', 2);
  if (named === '' || named.startsWith('sha256:')) return reference;
  const slash = named.indexOf('/');
  const first = slash === -1 ? '' : named.slice(0, slash);
  const hasHost = /[.:]/.test(first) || first === 'localhost';
  const host = !hasHost || first === 'index.docker.io' || first === 'registry-1.docker.io' ? 'docker.io' : first.toLowerCase();
  const path = hasHost ? named.slice(slash + 1) : named;
  const inFull = host === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  const isTagged = path.includes(':', path.lastIndexOf('/') + 1);
  return `${host}/${inFull}${isTagged || digest !== undefined ? '' : ':latest'}${digest === undefined ? '' : `@${digest}`}`;
}

/** What an image is a version of: the repository in its name. */
export function repositoryOf(reference: string): string {
  const full = fullReference(reference).replace(/@.*$/, '');
  if (full.startsWith('sha256:')) return full;
  const colon = full.lastIndexOf(':');
  return colon > full.lastIndexOf('/') ? full.slice(0, colon) : full;
}
