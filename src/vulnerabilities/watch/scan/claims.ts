import { GlacisError } from '../../../kernel/errors.ts';
import type { Outgoing } from '../../../kernel/outgoing.ts';
import { parseName, registries as registryClient, type Subject } from '../../../scanning/index.ts';
import { ScanFailed } from './child.ts';
import type { ScanOrder } from './messages.ts';

/** The image that was wanted, by the digest of its index or manifest. */
type Wanted = { lineage: string; digest: string };

/**
 * By which digests the image that was read is known: its manifest and its configuration. Whoever reads a hostile image is not
 * believed about which one that was, or it could speak for another: from the digest that was wanted the registry's own documents,
 * held to their digests, have to lead to each.
 * @returns the manifest's digest, and the others.
 * @throws {ScanFailed} where they do not lead to the manifest that it names, or cannot be read.
 */
export async function provenDigests({ lineage, digest }: Wanted, { target }: Pick<Subject, 'target'>, order: Pick<ScanOrder, 'scheme' | 'credentials'>, { outgoing, signal }: { outgoing: Outgoing; signal: AbortSignal }): Promise<{ manifest: string; others: string[] }> {
  const { registryListing } = await registryClient();
  const { registry, repository } = parseName(lineage);
  const listing = registryListing(registry, { ...order, signal, env: {}, guard: outgoing.addressesOf });
  const leadsTo = async (one: string): Promise<readonly string[]> => {
    const found = await listing.look(repository, one);
    return found?.digest === one ? found.leadsTo : [];
  };
  try {
    const first = await leadsTo(digest);
    const manifest = target.digest;
    if (manifest !== digest && !first.includes(manifest)) throw new ScanFailed('what was read is not the image that was wanted');
    const second = manifest === digest ? first : await leadsTo(manifest);
    const { configDigest } = target;
    return { manifest, others: configDigest !== undefined && second.includes(configDigest) ? [manifest, configDigest] : [manifest] };
  } catch (error) {
    if (error instanceof GlacisError) throw new ScanFailed(`which image was read cannot be checked: ${error.message}`);
    throw error;
  } finally {
    listing.close();
  }
}
