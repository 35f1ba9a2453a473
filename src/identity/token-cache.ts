import type { Clock } from '../kernel/clock.ts';
import type { Principal } from '../kernel/principal.ts';

/** How long an answer is believed when no server says otherwise: also how late a revocation is at worst. */
const TTL_MS = 5_000;
const MAX_ENTRIES = 10_000;

type Found = { principal: Principal; until: number };

export type TokenCache = {
  /** The principal of a token's hash, loaded at most every few seconds. What is not found is not kept. */
  get(hash: string, load: (hash: string) => Promise<Found | undefined>): Promise<Principal | null>;
  forget(tokenId: string): void;
  clear(): void;
};

export function tokenCache(clock: Clock): TokenCache {
  const entries = new Map<string, Found>();
  const loading = new Map<string, Promise<Principal | null>>();
  let generation = 0;

  async function fill(hash: string, load: (hash: string) => Promise<Found | undefined>): Promise<Principal | null> {
    const before = generation;
    const found = await load(hash);
    if (!found) return null;
    // What was read before a revocation must not outlive it.
    if (before === generation) {
      const oldest = entries.size >= MAX_ENTRIES ? entries.keys().next().value : undefined;
      if (oldest !== undefined) entries.delete(oldest);
      entries.set(hash, { principal: found.principal, until: Math.min(found.until, clock.now() + TTL_MS) });
    }
    return found.principal;
  }

  return {
    async get(hash, load) {
      const entry = entries.get(hash);
      if (entry && entry.until > clock.now()) return entry.principal;
      entries.delete(hash);
      const under = loading.get(hash);
      if (under) return under;
      const next = fill(hash, load).finally(() => loading.delete(hash));
      loading.set(hash, next);
      return next;
    },
    forget(tokenId) {
      generation += 1;
      loading.clear();
      for (const [hash, { principal }] of entries) if (principal.id === tokenId) entries.delete(hash);
    },
    clear() {
      generation += 1;
      loading.clear();
      entries.clear();
    },
  };
}
