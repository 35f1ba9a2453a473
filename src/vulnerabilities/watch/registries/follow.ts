import { eq, inArray, sql } from 'drizzle-orm';
import { randomInt } from 'node:crypto';
import type { Inventory } from '../../../inventory/index.ts';
import { assets, imageTags } from '../../../inventory/tables.ts';
import { inTransaction } from '../../../kernel/database/index.ts';
import { GlacisError } from '../../../kernel/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { RegistryListing } from '../../../scanning/index.ts';
import { repositoryName, type Address } from './address.ts';
import { fitsAny, isGlob } from './glob.ts';
import { notImages } from './not-images.ts';

/** What is followed in a registry. */
export type Followed = { address: Address; repositories: readonly string[]; tags: readonly string[] };

/** What came of it. Whole: everything was listed, so that what was not seen is gone. */
export type Found = { repositories: readonly string[]; problems: readonly string[] };

type Pointed = { tag: string; digest: string; leadsTo: readonly string[] };

/** An index for more platforms than that is no image that anybody runs. */
const MOST_LED_TO = 50;
const AT_ONCE = 4;
const AT_A_TIME = 100;
/** After so many the registry is left alone for now. */
const MOST_PROBLEMS = 5;

/** Tells the inventory what a registry has. */
export function follower({ db }: Pick<Kernel, 'db'>, { inventory }: { inventory: Pick<Inventory, 'seen' | 'tagged' | 'tagsGone'> }) {
  const isKnownOther = notImages();

  /**
   * What a tag points to; read and checked where it is not what is known. `leadsTo`: by which else machines may say that they run
   * it. Undefined: no such tag any more, or no image.
   */
  async function imageOf(listing: RegistryListing, repository: string, tag: string, known: string | undefined): Promise<Omit<Pointed, 'tag'> | undefined> {
    const said = await listing.digest(repository, tag);
    if (said !== undefined && (said === known || isKnownOther.has(said))) return said === known ? { digest: said, leadsTo: [] } : undefined;
    const found = await listing.look(repository, tag);
    if (found && !found.isImage) isKnownOther.add(found.digest);
    return found?.isImage === true ? { digest: found.digest, leadsTo: found.leadsTo.slice(0, MOST_LED_TO) } : undefined;
  }

  async function tell({ address }: Followed, repository: string, found: readonly Pointed[], at: Date): Promise<void> {
    const lineage = repositoryName(address, repository);
    // Always in the same order: many may tell of the same images.
    const ordered = found.toSorted((a, b) => (a.digest === b.digest ? (a.tag < b.tag ? -1 : 1) : a.digest < b.digest ? -1 : 1));
    for (let from = 0; from < ordered.length; from += AT_A_TIME) {
      await inTransaction(db, async (tx) => {
        for (const { tag, digest, leadsTo } of ordered.slice(from, from + AT_A_TIME)) {
          const reference = `${lineage}:${tag}`;
          const { id } = await inventory.seen(tx, { kind: 'image', key: digest, name: reference, lineage, digests: leadsTo, at });
          await inventory.tagged(tx, { reference, assetId: id, at });
        }
      });
    }
  }

  /** Looks at some tags of a repository and tells of them. */
  async function look(followed: Followed, listing: RegistryListing, repository: string, tags: readonly string[], at: Date, attempt: Attempt): Promise<void> {
    const lineage = repositoryName(followed.address, repository);
    const known = await knownDigests(lineage, tags);
    for (let from = 0; from < tags.length; from += AT_A_TIME) {
      const found: Pointed[] = [];
      await each(tags.slice(from, from + AT_A_TIME), (tag) => attempt(async () => {
        const image = await imageOf(listing, repository, tag, known.get(`${lineage}:${tag}`));
        if (image) found.push({ tag, ...image });
      }));
      await tell(followed, repository, found, at);
    }
  }

  async function knownDigests(lineage: string, tags: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await db
      .select({ reference: imageTags.reference, key: assets.key })
      .from(imageTags)
      .innerJoin(assets, eq(assets.id, imageTags.assetId))
      .where(inArray(imageTags.reference, tags.map((tag) => `${lineage}:${tag}`)));
    return new Map(rows.map(({ reference, key }) => [reference, key]));
  }

  return {
    /** One tag, of which somebody said that it moved. @throws {GlacisError} */
    async tag(followed: Followed, listing: RegistryListing, { repository, tag, at }: { repository: string; tag: string; at: Date }): Promise<void> {
      await look(followed, listing, repository, [tag], at, (work) => work());
    },

    /**
     * All of it. What cannot be read is a problem, and the rest goes on; a registry that wants to be left alone, or does not give
     * what is followed, ends it. What had been found by then is told.
     * @throws {GlacisError}
     */
    async all(followed: Followed, listing: RegistryListing, { at, onListed }: { at: Date; onListed: (repository: string) => void }): Promise<Found> {
      const problems: string[] = [];
      const attempt: Attempt = async (work) => {
        try {
          await work();
        } catch (error) {
          if (!(error instanceof GlacisError) || error.code === 'registry_throttled') throw error;
          problems.push(error.message);
          if (problems.length === MOST_PROBLEMS) throw error;
        }
      };
      const repositories = await repositoriesOf(followed, listing);
      // Another one first each time: who never gets to the end still sees all of it.
      const first = repositories.length === 0 ? 0 : randomInt(repositories.length);
      for (const repository of [...repositories.slice(first), ...repositories.slice(0, first)]) {
        onListed(repository);
        await attempt(async () => {
          const tags = await listing.tags(repository);
          if (tags) await look(followed, listing, repository, tags.filter((tag) => fitsAny(followed.tags, tag)), at, attempt);
          else if (followed.repositories.includes(repository)) problems.push(`There is no repository ${repository}.`);
        });
      }
      return { repositories, problems };
    },

    /** Forgets the tags that a whole listing at that time did not see. */
    async forget({ address, repositories: globs }: Followed, repositories: readonly string[], at: Date): Promise<void> {
      const prefix = `${address.registry}/`;
      const { rows } = await db.execute<{ repository: string }>(sql`
        SELECT DISTINCT regexp_replace(substr(reference, ${prefix.length + 1}::int), ':[^:/]*$', '') AS repository FROM image_tags WHERE starts_with(reference, ${prefix}) AND seen_at < ${at.toISOString()}::timestamptz`);
      const gone = rows.map(({ repository }) => repository).filter((repository) => repositories.includes(repository) || fitsAny(globs, repository));
      if (gone.length === 0) return;
      await inTransaction(db, async (tx) => {
        for (const repository of gone.toSorted()) await inventory.tagsGone(tx, { prefix: `${repositoryName(address, repository)}:`, before: at });
      });
    },
  };
}
export type Follower = ReturnType<typeof follower>;

type Attempt = (work: () => Promise<void>) => Promise<void>;

/** Those that are named, and those of the catalog that a glob means. @throws {GlacisError} where there is no catalog to look in. */
async function repositoriesOf({ repositories: wanted, address: { registry } }: Followed, listing: RegistryListing): Promise<readonly string[]> {
  const named = wanted.filter((name) => !isGlob(name)).map((name) => (registry === 'docker.io' && !name.includes('/') ? `library/${name}` : name));
  if (wanted.length > 0 && named.length === wanted.length) return [...new Set(named)];
  const catalog = await listing.repositories();
  if (!catalog) throw new GlacisError({ code: 'registry_without_catalog', status: 502, exit: 3, message: `${registry} keeps no catalog: name the repositories that are to be followed.` });
  return [...new Set([...named, ...catalog.filter((name) => fitsAny(wanted, name))])];
}

/** Some at a time; whatever fails first ends it once those that had begun are done. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  let failure: { error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !failure; next = waiting.shift()) {
      try {
        await work(next);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (failure) throw failure.error;
}
