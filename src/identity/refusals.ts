import type { FastifyRequest } from 'fastify';
import type { AuditEntry } from '../kernel/audit.ts';
import { reasonOf } from '../kernel/errors.ts';
import type { OnRefused } from '../kernel/http/index.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { networkOf } from './networks.ts';

const WINDOW_MS = 60_000;
const SWEEP_MS = 10_000;
/** How many callers are told apart in a window; those beyond share one entry. */
const MAX_KEYS = 1_000;

export type Refusals = {
  /** Notes a refusal: the first of its key at once, those of the following minute as one entry with their number. */
  note(key: string, entry: AuditEntry): void;
  /** The guard's hook. */
  onRefused: OnRefused;
  start(): void;
  stop(): Promise<void>;
};

type Open = { entry: AuditEntry; until: number; more: number };

/** Audits what was refused, in numbers that a flood cannot turn into a full disk. */
export function refusalNotes({ audit, clock, log }: Pick<Kernel, 'audit' | 'clock' | 'log'>): Refusals {
  const open = new Map<string, Open>();
  const writing = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  const write = (entry: AuditEntry): void => {
    const done = audit
      .record(entry)
      .catch((error: unknown) => log.error({ reason: reasonOf(error), action: entry.action }, 'a refusal could not be audited'))
      .finally(() => writing.delete(done));
    writing.add(done);
  };
  const close = (before: number): void => {
    for (const [key, { entry, until, more }] of open) {
      if (until > before) continue;
      open.delete(key);
      if (more > 0) write({ ...entry, detail: { ...entry.detail, repeated: more } });
    }
  };
  const note = (key: string, entry: AuditEntry): void => {
    const now = clock.now();
    const known = open.get(key);
    if (known && known.until > now) {
      known.more += 1;
      return;
    }
    if (known) close(now);
    if (open.size >= MAX_KEYS && key !== OTHERS) return note(OTHERS, { action: entry.action, outcome: 'failure', actor: { kind: 'unknown', name: '(several)' } });
    open.set(key, { entry, until: now + WINDOW_MS, more: 0 });
    write(entry);
  };

  return {
    note,
    onRefused(request, { access, caller, error: { code, details } }) {
      const shown = request.headers.authorization !== undefined;
      // Nobody signed in and nothing shown: a page that asks whether it has a session. No event of interest.
      if (code === 'unauthenticated' && !shown) return;
      const detail = { permission: details?.['permission'] ?? access, method: request.method, path: pathOf(request), reason: code };
      const actor = caller ?? { kind: 'unknown' as const, name: shown ? '(unknown token)' : '(unknown)', ip: request.ip };
      note(`${code} ${caller?.id ?? networkOf(request.ip)}`, { action: 'access.refuse', outcome: 'failure', actor, detail });
    },
    start() {
      timer = setInterval(() => close(clock.now()), SWEEP_MS).unref();
    },
    async stop() {
      clearInterval(timer);
      close(Number.POSITIVE_INFINITY);
      await Promise.all(writing);
    },
  };
}

const OTHERS = 'others';

/** The route's pattern, so that nothing a stranger typed is kept; never the query. */
const pathOf = (request: FastifyRequest): string => request.routeOptions.url ?? '';
