import type { Accepted, Delivery } from '../ingest/delivery.ts';
import type { FrameFault } from './framing/framer.ts';

/** Why a line, or what should have held lines, was not stored. */
export type Rejection =
  | FrameFault
  /** A request whose body was not what it said, or larger than allowed. */
  | 'bad_body'
  | 'body_too_large'
  | 'unsupported_body'
  /** Unknown senders sent more than the quarantine takes. */
  | 'quarantine_full'
  /** Datagrams came faster than they could be stored. */
  | 'udp_overflow'
  /** The kernel dropped datagrams before they were read. */
  | 'udp_kernel_drop'
  /** A sender showed a certificate that is not valid at this time. */
  | 'certificate_expired'
  /** Unfinished messages of many connections took all the memory for them. */
  | 'overloaded'
  /** The server stopped before it could put them down. */
  | 'stopped';

/** What receivers hand lines to. */
export type Reception = {
  /** Resolves when the lines are on disk. @throws {GlacisError} `spool_full`, `unavailable`. */
  accept(delivery: Delivery): Promise<Accepted>;
  /** Counts lines that were received and not stored. */
  reject(source: string, reason: Rejection, lines: number): void;
};
