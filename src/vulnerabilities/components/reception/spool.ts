import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { AssetKind } from '../../../inventory/contract.ts';
import { errors } from '../../../kernel/errors.ts';

/** What is known of a body that was taken, beside its bytes. */
export const Spooled = z.object({
  id: z.uuid(),
  kind: z.enum(['scan', 'agent']),
  bytes: z.number().int(),
  /** RFC 3339. */
  receivedAt: z.string(),
  /** Who sent it told this of what it is. */
  told: z.object({ kind: AssetKind.optional(), name: z.string().optional(), digest: z.string().optional(), /** Somebody who may said that it closes what it closes. */ confirmed: z.boolean().optional() }),
  /** The node that an agent reports. */
  node: z.string().optional(),
});
export type Spooled = z.infer<typeof Spooled>;

export type SpoolLimits = { /** Bytes of all bodies that are held. */ bytes: number; bodies: number };
export const SPOOL_LIMITS: SpoolLimits = { bytes: 1024 ** 3, bodies: 64 };
/** When to come back where it is full. */
const RETRY_AFTER_S = 10;

/**
 * Bodies that were taken and are not stored yet, as files of this server: what was taken survives a crash. A body counts when
 * what is known of it lies beside it.
 */
export function scanSpool(directory: string, limits: SpoolLimits = SPOOL_LIMITS) {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const held = new Map<string, number>();
  const bodyOf = (id: string): string => join(directory, `${id}.body`);
  const factsOf = (id: string): string => join(directory, `${id}.json`);

  function admit(): void {
    const bytes = [...held.values()].reduce((sum, some) => sum + some, 0);
    if (held.size >= limits.bodies || bytes >= limits.bytes) throw errors.tooMany({ what: 'Too many scans wait to be stored.', retryAfter: RETRY_AFTER_S });
  }

  function remove(id: string): void {
    held.delete(id);
    for (const file of [factsOf(id), bodyOf(id)]) rmSync(file, { force: true });
  }

  return {
    bodyOf,
    remove,
    /**
     * Takes a body while it comes. When this returns, it is kept.
     * @throws {GlacisError} `too_many` where too much waits already; whatever the chunks throw.
     */
    async take(chunks: AsyncIterable<Buffer>, facts: Omit<Spooled, 'bytes'>): Promise<Spooled> {
      admit();
      const { id } = facts;
      held.set(id, 0);
      const counted = async function* () {
        let bytes = 0;
        for await (const chunk of chunks) {
          bytes += chunk.length;
          held.set(id, bytes);
          yield chunk;
        }
      };
      try {
        await pipeline(counted, createWriteStream(bodyOf(id), { mode: 0o600, flags: 'wx', flush: true }));
        const spooled = { ...facts, bytes: held.get(id) ?? 0 };
        writeFileSync(`${factsOf(id)}.part`, JSON.stringify(spooled), { mode: 0o600, flush: true });
        renameSync(`${factsOf(id)}.part`, factsOf(id));
        return spooled;
      } catch (error) {
        remove(id);
        throw error;
      }
    },
    /** What a crash left behind, the oldest first. Bodies that did not come whole go. */
    left(): Spooled[] {
      const names = readdirSync(directory);
      const whole = names.filter((name) => name.endsWith('.json')).flatMap((name): Spooled[] => {
        const facts = Spooled.safeParse(jsonIn(join(directory, name)));
        return facts.success && existsSync(bodyOf(facts.data.id)) ? [facts.data] : [];
      });
      const known = new Set(whole.flatMap(({ id }) => [`${id}.json`, `${id}.body`]));
      for (const name of names) if (!known.has(name)) rmSync(join(directory, name), { force: true, recursive: true });
      for (const { id } of whole) held.set(id, statSync(bodyOf(id)).size);
      return whole.sort((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1));
    },
  };
}
export type ScanSpool = ReturnType<typeof scanSpool>;

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
