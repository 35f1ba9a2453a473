/** The registered stream that lines belong to, as far as storing them needs to know it. */
export type SourceRef = {
  name: string;
  /** Normalizer to use; null: recognised line by line. */
  format: string | null;
  /** IANA zone of times that carry none. */
  timeZone: string;
  retentionDays: number;
};

/**
 * Lines as slices of the bytes that they came in, so that nobody copies them: line i is
 * `bytes[offsets[2i] … offsets[2i+1]]`, end exclusive. Slices ascend and do not overlap; what lies between them
 * (line ends, syslog headers of framing, commas of an array) belongs to no line. At most LIMITS.lineBytes each.
 */
export type LineBlock = {
  bytes: Uint8Array;
  offsets: Uint32Array;
  /** Gives back the memory of `bytes`, which nobody reads any more: they are on disk. */
  release?: () => void;
};

/**
 * How a second delivery of the same lines is known as such.
 * - `key`: the sender names its deliveries (Idempotency-Key); known for 24 hours.
 * - `body`: the same lines again within ten minutes are a retry.
 * - `stream`: the sender cannot retry (syslog); every delivery is a new one.
 *
 * A large request comes as several deliveries: `slice` tells them apart, so that equal slices of one body stay two.
 */
export type Place = { kind: 'key'; key: string; slice?: number } | { kind: 'body'; slice?: number } | { kind: 'stream' };

/** What one request, or one read of a connection, brought. */
export type Delivery = {
  source: SourceRef;
  /** Overrides the source's format. */
  format?: string;
  /** When it was received: ms since the epoch. */
  receivedAt: number;
  place: Place;
  lines: LineBlock;
  /** Where it came from, in words for people: the ledger keeps the newest of each source. */
  peer?: string;
};

/** What became of a delivery when it was acknowledged; the ledger has the last word on what is a duplicate. */
export type Accepted = { received: number; stored: number; duplicate: number };

export const lineCount = (lines: LineBlock): number => lines.offsets.length / 2;
