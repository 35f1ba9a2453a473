import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { errors } from '../../../../kernel/errors.ts';
import { DIGEST } from '../../layers/passage.ts';
import { BadArchive } from '../../tar/bad-archive.ts';
import { DOCUMENT_BYTES, digestOf, holdTo, readManifest } from '../documents.ts';
import { fullName, isRepository, isTag } from '../reference.ts';
import { retryAfterMs, wholeAnswer } from './exchange.ts';
import { inWords, jsonOf, problemIn } from './problems.ts';
import { ACCEPT, hostOf, sessionWith, wireFor, type RegistryOptions, type Session } from './session.ts';

/**
 * What a tag or a digest points to, checked against its bytes. `isImage` is false for charts, signatures and other artefacts.
 * `leadsTo`: the manifests of an index, the configuration of a manifest.
 */
export type Tagged = { digest: string; isImage: boolean; leadsTo: readonly string[] };

/** What a registry has (OCI distribution specification 1.1, Docker's catalog). Errors are of the catalogue. */
export type RegistryListing = {
  /** Undefined where it keeps no catalog, or shows it to nobody. */
  repositories(): Promise<readonly string[] | undefined>;
  /** Undefined where there is no such repository. */
  tags(repository: string): Promise<readonly string[] | undefined>;
  /** The digest of a tag as its headers say it, which costs next to nothing; undefined where there is none, or where they do not. */
  digest(repository: string, tag: string): Promise<string | undefined>;
  /** What a tag points to, read and checked; undefined where there is none. */
  look(repository: string, tag: string): Promise<Tagged | undefined>;
  close(): void;
};

const PAGE = 100;
const PAGE_BYTES = 4 * 1024 * 1024;
/** More are not followed: whoever has so many names what matters. */
const MOST = 20_000;
const IMAGE_CONFIGS = new Set(['application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json', '']);

const Catalog = z.object({ repositories: z.array(z.string()).nullish() });
const TagList = z.object({ tags: z.array(z.string()).nullish() });

/** The registry that images name so (`docker.io`, `registry.example:5000`). */
export function registryListing(registry: string, options: RegistryOptions): RegistryListing {
  const host = hostOf(registry);
  const wire = wireFor(options);
  const sessions = new Map<string, Session>();

  /** Each repository has its own leave to be read. */
  function sessionOf(repository: string): Session {
    const known = sessions.get(repository);
    if (known) return known;
    const made = sessionWith(wire, { name: { registry, repository }, host, path: repository === '' ? '' : `${repository}/`, options });
    sessions.set(repository, made);
    return made;
  }

  const imageOf = (repository: string, tag?: string): string => (repository === '' ? 'its catalog' : tag === undefined ? `the tags of ${repository}` : fullName({ registry, repository, tag }));

  async function ask(how: keyof Session, repository: string, path: string | URL, what: string, headers: Readonly<Record<string, string>> = {}): Promise<IncomingMessage> {
    try {
      return await sessionOf(repository)[how](path, headers);
    } catch (error) {
      throw inWords(error, registry, what);
    }
  }

  async function refuse(answer: IncomingMessage, what: string): Promise<never> {
    const status = answer.statusCode ?? 0;
    const pause = retryAfterMs(answer);
    const said = await problemIn(answer);
    if (status === 429) throw errors.registryThrottled({ registry, ...(pause === undefined ? {} : { retryAfterMs: pause }) });
    if (status === 401 || status === 403) throw errors.registryRefused({ registry, image: what, reason: `${said}: it is not there, or these credentials may not read it` });
    throw errors.registryFailed({ registry, reason: said });
  }

  async function whole(answer: IncomingMessage, what: string, limit: number): Promise<Buffer> {
    try {
      return await wholeAnswer(answer, limit);
    } catch (error) {
      throw inWords(error, registry, what);
    }
  }

  /** All pages of a list, as the Link header (RFC 8288) leads from one to the next. */
  async function pages(repository: string, first: string, namesOf: (json: unknown) => readonly string[] | undefined): Promise<readonly string[] | undefined> {
    const what = imageOf(repository);
    const broken = (reason: string) => errors.registryFailed({ registry, reason });
    const found = new Set<string>();
    const seen = new Set<string>();
    let next: string | URL = first;
    for (let page = 0; ; page += 1) {
      const answer = await ask('get', repository, next, what);
      if (page === 0 && answer.statusCode === 404) {
        answer.resume();
        return undefined;
      }
      if (answer.statusCode !== 200) await refuse(answer, what);
      const names = namesOf(jsonOf(await whole(answer, what, PAGE_BYTES)));
      if (!names) throw broken(`its answer to ${what} is no list`);
      const before = found.size;
      for (const name of names) found.add(name);
      if (found.size > MOST) throw broken(`there are more than ${MOST} names in ${what}: name what is to be followed`);
      const link = linkedNext(answer, `${options.scheme ?? 'https:'}//${host}`);
      if (!link) return [...found];
      if (link === 'elsewhere') throw broken(`${what} goes on at another place`);
      if (seen.has(link) || found.size === before) throw broken(`${what} has no end`);
      seen.add(link);
      next = link;
    }
  }

  return {
    async repositories() {
      const names = await pages('', `_catalog?n=${PAGE}`, (json) => Catalog.safeParse(json).data?.repositories ?? undefined);
      return names?.filter(isRepository);
    },
    async tags(repository) {
      // A repository whose tags were all deleted has null for a list.
      const names = await pages(repository, `tags/list?n=${PAGE}`, (json) => (TagList.safeParse(json).success ? TagList.parse(json).tags ?? [] : undefined));
      return names?.filter(isTag);
    },
    async digest(repository, tag) {
      const what = imageOf(repository, tag);
      const answer = await ask('head', repository, `manifests/${tag}`, what, { accept: ACCEPT });
      answer.resume();
      if (answer.statusCode === 404) return undefined;
      if (answer.statusCode !== 200) await refuse(answer, what);
      const digest = answer.headers['docker-content-digest'];
      return typeof digest === 'string' && DIGEST.test(digest) ? digest : undefined;
    },
    async look(repository, tag) {
      const what = imageOf(repository, tag);
      const answer = await ask('get', repository, `manifests/${tag}`, what, { accept: ACCEPT });
      if (answer.statusCode === 404) {
        answer.resume();
        return undefined;
      }
      if (answer.statusCode !== 200) await refuse(answer, what);
      const said = answer.headers['docker-content-digest'];
      const bytes = await whole(answer, what, DOCUMENT_BYTES);
      try {
        if (typeof said === 'string' && DIGEST.test(said)) holdTo(bytes, said, `what ${what} leads to`);
        const digest = typeof said === 'string' && DIGEST.test(said) ? said : digestOf(bytes);
        const read = readManifest(bytes, `what ${what} leads to`);
        return read.is === 'index'
          ? { digest, isImage: read.manifests.length > 0, leadsTo: read.manifests.map((one) => one.digest) }
          : { digest, isImage: IMAGE_CONFIGS.has(read.manifest.config.mediaType), leadsTo: [read.manifest.config.digest] };
      } catch (error) {
        if (error instanceof BadArchive) throw errors.registryFailed({ registry, reason: error.message });
        throw error;
      }
    },
    close: () => wire.close(),
  };
}

/** Where the next page is, as a path of the same place. */
function linkedNext({ headers: { link } }: IncomingMessage, base: string): string | undefined {
  const text = (Array.isArray(link) ? link.join(', ') : link)?.slice(0, 8_192);
  const target = text === undefined ? undefined : /<([^<>]*)>\s*;[^,<]*\brel="?next"?/i.exec(text)?.[1];
  if (target === undefined) return undefined;
  const url = URL.parse(target, base);
  // Some write the address that they have inside: its path counts, and nobody is followed to another host.
  return url?.pathname.startsWith('/v2/') ? `${url.pathname}${url.search}` : 'elsewhere';
}
