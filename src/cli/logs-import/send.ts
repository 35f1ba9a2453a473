import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import type { Clock } from '../../kernel/clock.ts';
import { GlacisError, reasonOf } from '../../kernel/errors.ts';
import { IngestAnswer } from '../../logs/contract.ts';
import type { ApiClient } from '../client.ts';
import type { Batch } from './batches.ts';

const compress = promisify(zstdCompress);
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** A server that has not taken a batch for so long is given up. */
const PATIENCE_MS = 10 * 60_000;

export type Target = { source: string; format: string | undefined };

/**
 * Sends a batch, and again while the server is busy or away: the key makes sure that it is stored once.
 * @throws {GlacisError} what the server says for good, or at last.
 */
export async function sendBatch(
  { api, clock, onWait }: { api: Pick<ApiClient, 'fetch'>; clock: Clock; onWait: (reason: string, ms: number) => void },
  { source, format }: Target,
  batch: Batch,
): Promise<IngestAnswer> {
  const query = new URLSearchParams({ source, ...(format !== undefined && { format }) });
  const path = `/api/v1/ingest?${query.toString()}`;
  const headers = {
    'content-encoding': 'zstd',
    'content-type': batch.isWhole ? 'application/octet-stream' : 'application/x-ndjson',
    'idempotency-key': batch.key,
  };
  const body = await compress(batch.body);
  const giveUpAt = clock.now() + PATIENCE_MS;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      const response = await api.fetch(path, { method: 'POST', headers, body });
      return IngestAnswer.parse(await response.json());
    } catch (error) {
      if (!isPassing(error) || clock.now() >= giveUpAt) throw error;
      const told = error.details?.['retryAfter'];
      const ms = typeof told === 'number' ? Math.min(told * 1_000, LONGEST_WAIT_MS) : wait;
      onWait(reasonOf(error), ms);
      await clock.sleep(ms);
    }
  }
}

const isPassing = (error: unknown): error is GlacisError => error instanceof GlacisError && [408, 429, 502, 503, 504].includes(error.status);
