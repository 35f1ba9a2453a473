import { ClickHouseError } from '@clickhouse/client';
import { errors, GlacisError, reasonOf } from '../errors.ts';
import type { Limits } from './limits.ts';

/** ClickHouse's error codes (src/Common/ErrorCodes.cpp) that mean something to our callers. */
const TIMEOUT_EXCEEDED = '159';
const TOO_SLOW = '160';
const MEMORY_LIMIT_EXCEEDED = '241';
const TOO_MANY_ROWS = '158';
const TOO_MANY_BYTES = '307';
const TOO_MANY_ROWS_OR_BYTES = '396';

/** It is the answer that is too large, not the search for it. */
const LARGE: ReadonlySet<string> = new Set([TOO_MANY_BYTES, TOO_MANY_ROWS_OR_BYTES]);

/** Nothing is wrong with the statement; it may succeed later. */
const PASSING: ReadonlySet<string> = new Set([
  '202', // TOO_MANY_SIMULTANEOUS_QUERIES
  '209', // SOCKET_TIMEOUT
  '210', // NETWORK_ERROR
  '236', // ABORTED: the server shuts down
  '242', // TABLE_IS_READ_ONLY: a replica without its keeper
  '243', // NOT_ENOUGH_SPACE
  '252', // TOO_MANY_PARTS
  '319', // UNKNOWN_STATUS_OF_INSERT
  '999', // KEEPER_EXCEPTION
]);
const REFUSED: ReadonlySet<string> = new Set(['192', '193', '194', '497', '516']);

const NETWORK: ReadonlySet<string> = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EACCES',
]);

/** Says an engine's failure in our words; what is a mistake of ours comes back as it is. */
export function explain(error: unknown, limits?: Limits): unknown {
  if (error instanceof GlacisError) return error;
  if (!(error instanceof ClickHouseError)) return isNetwork(error) ? unreachable(reasonOf(error)) : error;
  const limit = limits && reached(error.code, limits);
  if (limit !== undefined) return errors.queryTooExpensive({ limit, ...(LARGE.has(error.code) && { isLarge: true }) });
  if (REFUSED.has(error.code)) return errors.misconfigured({ name: 'CLICKHOUSE_URL', reason: 'names an account that the server refuses.' });
  if (PASSING.has(error.code) || error.code === MEMORY_LIMIT_EXCEEDED) return unreachable(error.type ?? error.code);
  return error;
}

function reached(code: string, limits: Limits): string | undefined {
  switch (code) {
    case TIMEOUT_EXCEEDED:
    case TOO_SLOW:
      return `${limits.seconds} s`;
    case MEMORY_LIMIT_EXCEEDED:
      return `${Math.round(limits.memoryBytes / 1024 ** 2)} MiB of memory`;
    case TOO_MANY_ROWS:
      return `${limits.readRows} rows to read`;
    case TOO_MANY_BYTES:
      return `${limits.resultBytes} bytes in the answer`;
    case TOO_MANY_ROWS_OR_BYTES:
      return `${limits.resultRows} rows or ${limits.resultBytes} bytes in the answer`;
    default:
      return undefined;
  }
}

const unreachable = (reason: string) => errors.unavailable({ what: `The event store cannot be reached (${reason}).` });

function isNetwork(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && NETWORK.has(String(error.code))) return true;
  return error.message === 'Timeout error.' || error.message === 'socket hang up';
}
