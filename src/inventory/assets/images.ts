import { inArray, or } from 'drizzle-orm';
import type { Tx } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { assets, imageDigests, imageTags } from '../tables.ts';
import { assetId, fullReference } from './identity.ts';
import { seen } from './seen.ts';

/** An image as a runtime tells of it: how it was started, and a digest of manifest, index or configuration where it knows one. */
export type RunningImage = { reference: string; digest: string | null };

const keyOf = ({ reference, digest }: RunningImage): string => digest ?? reference;

/**
 * Which assets running images are: by their digest, by another digest that is known of one (an index, the image id), by their tag. What is not known
 * becomes an asset of its own under its digest, or under its name where there is none.
 */
export async function imagesOf(kernel: Pick<Kernel, 'outbox'>, tx: Tx, images: readonly RunningImage[], at: Date): Promise<(image: RunningImage) => string> {
  const wanted = new Map(images.map((image) => [keyOf(image), image]));
  const digests = images.flatMap(({ digest }) => (digest === null ? [] : [digest]));
  const ids = [...wanted.keys()].map((key) => assetId('image', key));
  const scanned = new Map((await tx.select({ id: assets.id, at: assets.scannedAt }).from(assets).where(inArray(assets.id, ids))).map((row) => [row.id, row.at !== null]));
  const others = await tx.select().from(imageDigests).where(or(inArray(imageDigests.digest, digests))).orderBy(imageDigests.digest, imageDigests.assetId);
  const byDigest = new Map(others.map((row) => [row.digest, row.assetId]));
  const tags = await tx.select().from(imageTags).where(inArray(imageTags.reference, [...wanted.values()].map(({ reference }) => fullReference(reference))));
  const byTag = new Map(tags.map((row) => [row.reference, row.assetId]));

  const found = new Map<string, string>();
  for (const [key, image] of [...wanted].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const own = assetId('image', key);
    const other = image.digest === null ? byTag.get(fullReference(image.reference)) : byDigest.get(image.digest);
    const known = other !== undefined && scanned.get(own) !== true ? other : scanned.has(own) ? own : undefined;
    found.set(key, known ?? (await seen(kernel, tx, { kind: 'image', key, name: image.reference, at })).id);
  }
  return (image) => found.get(keyOf(image)) ?? assetId('image', keyOf(image));
}
