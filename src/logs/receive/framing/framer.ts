import type { LineBlock } from '../../ingest/delivery.ts';

/** Why a frame of a stream was left out. */
export type FrameFault =
  /** Longer than a line may be. */
  | 'line_too_long'
  /** The connection ended before the announced length was there. */
  | 'truncated';

/** Told of each frame that is left out; frames are numbered from 1 in the order in which they come. */
export type OnFault = (fault: FrameFault, frame: number) => void;

export type FramerOptions = {
  /** The longest frame, in bytes. Longer ones are left out, told of, and the framer finds the next one again. */
  limit: number;
  onFault: OnFault;
  /** How many bytes the stream has, where that was announced: room is made for them. It may be wrong. */
  expected?: number | undefined;
};

/**
 * Cuts a stream of bytes into frames, however the stream is cut into chunks. Between two calls of `take` all bytes are kept as
 * they came, so that equal streams taken at equal places give equal blocks; after one, at most an unfinished frame is held.
 */
export type Framer = {
  push(chunk: Buffer): void;
  /** The stream has ended. */
  end(): void;
  /** The frames that are complete since the last call. */
  take(): LineBlock | undefined;
  /** Bytes held: of complete frames not yet taken, and of an unfinished one. */
  held(): number;
  /** Whether a frame has begun and not ended. */
  midFrame(): boolean;
};
