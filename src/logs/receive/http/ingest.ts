import type { Readable } from 'node:stream';
import { decompress, type DecompressLimits } from '../../../kernel/compression/index.ts';
import { GlacisError, errors } from '../../../kernel/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Principal } from '../../../kernel/principal.ts';
import { LIMITS, type IngestAnswer } from '../../contract.ts';
import type { SourceRef } from '../../ingest/index.ts';
import { checkFormat } from '../../sources/settings.ts';
import type { Memory } from '../memory.ts';
import type { Reception, Rejection } from '../reception.ts';
import { slicesOf } from './body.ts';
import { encodingOf, kindOf } from './media.ts';
import { drain, patiently } from './patience.ts';

const MIB = 1024 ** 2;
const MOST_KEY = 200;
const MOST_TOLD = 100;

export type HttpLimits = DecompressLimits & {
  /** Bytes of a line. */
  line: number;
  /** How long nothing may come of a body: ms. */
  idleMs: number;
  /** How long the rest of a refused body is read: ms. */
  drainMs: number;
};

export const HTTP_LIMITS: HttpLimits = { compressed: 64 * MIB, decompressed: 256 * MIB, freely: 64 * MIB, ratio: 1_000, line: LIMITS.lineBytes, idleMs: 20_000, drainMs: 10_000 };
/** Bytes of all bodies that are being read. */
export const HTTP_MEMORY = 256 * MIB;

export type IngestRequest = {
  source: string;
  format: string | undefined;
  headers: { contentType?: string | undefined; contentEncoding?: string | undefined; contentLength?: string | undefined; idempotencyKey?: string | undefined };
  body: Readable;
  by: Principal;
};

export type HttpIngest = (request: IngestRequest) => Promise<IngestAnswer>;

/**
 * Takes lines by HTTP: answered when every one of them is on disk or rejected with its reason. What a refused body brought before the
 * fault may be stored already; sent again, it is a duplicate.
 */
export function httpIngest({ clock, reception, writable, formats, limits = HTTP_LIMITS, memory = { held: 0, most: HTTP_MEMORY } }: Pick<Kernel, 'clock'> & {
  reception: Reception;
  /** What a caller may write to. @throws {GlacisError} */
  writable: (name: string, by: Principal) => Promise<SourceRef>;
  formats: ReadonlySet<string>;
  limits?: HttpLimits;
  memory?: Memory;
}): HttpIngest {
  async function take(source: SourceRef, { format, headers, body, by }: IngestRequest): Promise<IngestAnswer> {
    const encoding = encodingOf(headers.contentEncoding);
    const place = placeOf(headers.idempotencyKey);
    const receivedAt = clock.now();
    const answer = { received: 0, stored: 0, duplicate: 0 };
    const rejected: IngestAnswer['rejected'] = [];
    let faults = 0;
    let counted = 0;
    const onFault = (reason: string, line: number) => {
      faults += 1;
      if (rejected.length < MOST_TOLD) rejected.push({ line, reason });
    };
    const count = () => {
      reception.reject(source.name, 'line_too_long', faults - counted);
      counted = faults;
    };

    const chunks = decompress(patiently(body, limits.idleMs), encoding, limits);
    const expected = encoding === 'identity' && headers.contentLength !== undefined ? Number(headers.contentLength) : undefined;
    for await (const { index, lines } of slicesOf(chunks, { kind: kindOf(headers.contentType), limit: limits.line, expected, onFault, memory })) {
      const accepted = await reception.accept({
        source, receivedAt, lines,
        place: { ...place, ...(index > 0 && { slice: index }) },
        ...(format !== undefined && { format }),
        ...(by.ip !== undefined && { peer: `${by.ip} (http)` }),
      });
      answer.received += accepted.received;
      answer.stored += accepted.stored;
      answer.duplicate += accepted.duplicate;
      count();
    }
    count();
    return { ...answer, received: answer.received + faults, rejected, ...(faults > rejected.length && { rejectedTotal: faults }) };
  }

  return async (request) => {
    const { body, by, format } = request;
    try {
      if (format !== undefined) checkFormat(format, formats);
      const source = await writable(request.source, by);
      try {
        return await take(source, request);
      } catch (error) {
        const reason = reasonFor(error);
        if (reason) reception.reject(source.name, reason, 1);
        throw error;
      }
    } catch (error) {
      const isHanging = error instanceof GlacisError && error.status === 408;
      if (!isHanging) await drain(body, { bytes: limits.compressed, ms: limits.drainMs });
      throw error;
    }
  };
}

function placeOf(key: string | undefined): { kind: 'key'; key: string } | { kind: 'body' } {
  if (key === undefined) return { kind: 'body' };
  if (key === '' || key.length > MOST_KEY) throw errors.invalid({ what: `Idempotency-Key has 1 to ${MOST_KEY} characters.` });
  return { kind: 'key', key };
}

/** How a body that was refused enters the ledger: as one line, since nobody knows how many it held. What the sender may retry does not. */
function reasonFor(error: unknown): Rejection | undefined {
  if (!(error instanceof GlacisError)) return undefined;
  switch (error.status) {
    case 400:
      return 'bad_body';
    case 413:
      return 'body_too_large';
    case 415:
      return 'unsupported_body';
    default:
      return undefined;
  }
}
