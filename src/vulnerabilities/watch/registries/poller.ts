import { and, asc, eq, lte } from 'drizzle-orm';
import { z } from 'zod';
import { GlacisError } from '../../../kernel/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { whileLeased } from '../../../kernel/lease.ts';
import { registries as registryClient, type RegistryListing, type RegistryOptions } from '../../../scanning/index.ts';
import { registries } from '../../tables.ts';
import type { ImageScans } from '../scan/queue.ts';
import { addressOf, askingOptions, repositoryName } from './address.ts';
import type { RegistryDesk, RegistryRow } from './desk.ts';
import type { Followed, Follower } from './follow.ts';

const MINUTE_MS = 60_000;
/** Two polls in a row have to end before the queue takes a job for lost (15 minutes). */
const LONGEST_POLL_MS = 7 * MINUTE_MS;
/** Failing for longer does not make the pauses longer. */
const LONGEST_PAUSE_MS = 60 * MINUTE_MS;
const LONGEST_OBEYED_MS = 24 * 60 * MINUTE_MS;

type Needs = Pick<Kernel, 'db' | 'clock' | 'log' | 'jobs' | 'outgoing' | 'serverId'> & { desk: RegistryDesk; follow: Follower; scans: Pick<ImageScans, 'want'>; longestMs?: number; patience?: RegistryOptions['patience'] };
export type RegistryPoller = ReturnType<typeof registryPoller>;

/** Polls registries when they are due, each by one server at a time. */
export function registryPoller({ db, clock, log, jobs, outgoing, serverId, desk, follow, scans, longestMs = LONGEST_POLL_MS, patience }: Needs) {
  const stopping = new AbortController();
  const polls = jobs.define({ name: 'registry-poll', data: z.object({ id: z.string() }), work: ({ id }) => poll(id), parallel: 1, retries: 2 });
  const looks = jobs.define({ name: 'registry-look', data: z.object({ id: z.string(), repository: z.string(), tag: z.string() }), work: (data) => look(data), parallel: 1, retries: 5 });

  jobs.every('registry-due', '* * * * *', async () => {
    const due = await db.select({ id: registries.id }).from(registries).where(lte(registries.nextPollAt, new Date(clock.now()))).orderBy(asc(registries.nextPollAt));
    for (const { id } of due) await polls.enqueue({ id }, { key: id });
  });

  async function asking<T>(row: RegistryRow, signal: AbortSignal, work: (followed: Followed, listing: RegistryListing) => Promise<T>): Promise<T> {
    const address = addressOf(row.url);
    const { registryListing } = await registryClient();
    const listing = registryListing(address.registry, askingOptions(address, { outgoing, credentials: desk.credentialsOf(row), signal, patience }));
    try {
      return await work({ address, repositories: row.repositories, tags: row.tags }, listing);
    } finally {
      listing.close();
    }
  }

  async function poll(id: string): Promise<void> {
    await whileLeased({ db }, {
      name: `registry ${id}`, holder: serverId, ttlMs: longestMs + MINUTE_MS,
      async work() {
        const row = await desk.findIf(id);
        // Another server did it meanwhile.
        if (row?.nextPollAt && row.nextPollAt.getTime() <= clock.now()) await pollNow(row);
      },
    });
  }

  async function pollNow(row: RegistryRow): Promise<void> {
    const at = new Date(clock.now());
    const scheduled = new Date(at.getTime() + row.everyMinutes * MINUTE_MS);
    await db.update(registries).set({ nextPollAt: scheduled }).where(eq(registries.id, row.id));
    const listed = new Set<string>();
    const outcome = await pollWhole(row, at, listed);
    const { registry } = addressOf(row.url);
    await scans.want({ registryId: row.id, lineages: [...listed].map((repository) => `${registry}/${repository}`) });
    // Whoever changed it or asked for another poll meanwhile gets that instead.
    await db.update(registries).set(outcome.problem === null
      ? { state: 'fine', problem: null, polledAt: at }
      : { state: 'failing', problem: outcome.problem.slice(0, 1_000), nextPollAt: new Date(clock.now() + pauseMs(row, at, outcome.retryAfterMs)) })
      .where(and(eq(registries.id, row.id), eq(registries.nextPollAt, scheduled)));
    if (outcome.problem !== null) log.warn({ registry: row.name, reason: outcome.problem }, 'a registry could not be polled whole');
  }

  async function pollWhole(row: RegistryRow, at: Date, listed: Set<string>): Promise<{ problem: string | null; retryAfterMs?: number | undefined }> {
    const timeout = AbortSignal.timeout(longestMs);
    const signal = AbortSignal.any([timeout, stopping.signal]);
    try {
      return await asking(row, signal, async (followed, listing) => {
        const { repositories, problems } = await follow.all(followed, listing, { at, onListed: (repository) => listed.add(repository) });
        if (problems.length === 0) await follow.forget(followed, repositories, at);
        return { problem: problems.length === 0 ? null : [...new Set(problems)].join(' ') };
      });
    } catch (error) {
      if (stopping.signal.aborted) return { problem: 'The server stopped in the middle of it.' };
      if (timeout.aborted) return { problem: `It could not be listed within ${Math.round(longestMs / MINUTE_MS)} minutes: follow fewer repositories or tags, or it is slow.` };
      if (error instanceof GlacisError && error.code !== 'unavailable') return { problem: error.message, retryAfterMs: retryAfterOf(error) };
      throw error;
    }
  }

  /** One tag, as a notification names it. What does not work now will be found by the next poll. */
  async function look({ id, repository, tag }: { id: string; repository: string; tag: string }): Promise<void> {
    const row = await desk.findIf(id);
    if (!row) return;
    await asking(row, AbortSignal.any([AbortSignal.timeout(MINUTE_MS), stopping.signal]), async (followed, listing) => {
      await follow.tag(followed, listing, { repository, tag, at: new Date(clock.now()) });
      await scans.want({ registryId: id, lineages: [repositoryName(followed.address, repository)] });
    });
  }

  return {
    /** Has it polled now, as far as it is due. */
    soon: (id: string) => polls.enqueue({ id }, { key: id }),
    async makeDue(id: string): Promise<void> {
      await db.update(registries).set({ nextPollAt: new Date(clock.now()) }).where(eq(registries.id, id));
      await polls.enqueue({ id }, { key: id });
    },
    lookAt: (id: string, repository: string, tag: string) => looks.enqueue({ id, repository, tag }, { key: JSON.stringify([id, repository, tag]).slice(0, 500) }),
    stop: () => stopping.abort(),
    /** For tests and for whoever cannot wait. */
    poll,
  };
}

/** Twice as long as it has been failing, between its own interval and an hour; longer where it asks for that. */
const pauseMs = ({ everyMinutes, polledAt }: RegistryRow, at: Date, retryAfterMs: number | undefined): number =>
  Math.max(everyMinutes * MINUTE_MS, Math.min(polledAt === null ? 0 : at.getTime() - polledAt.getTime(), LONGEST_PAUSE_MS), Math.min(retryAfterMs ?? 0, LONGEST_OBEYED_MS));

const retryAfterOf = ({ details }: GlacisError): number | undefined => (typeof details?.['retryAfterMs'] === 'number' ? details['retryAfterMs'] : undefined);

