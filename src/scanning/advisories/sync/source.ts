/** How a source recognizes that nothing changed: what it said of a file when it was last taken. */
export type Validators = { etag?: string; lastModified?: string };

export type Taken =
  | { is: 'taken'; bytes: Uint8Array; validators: Validators; modified?: number }
  /** As it was when these validators were given. */
  | { is: 'unchanged'; modified?: number }
  | { is: 'absent' };

export type Take = {
  /** What the last sync kept; then an unchanged file is not sent again. */
  known?: Validators | undefined;
  maxBytes: number;
  /** Nobody needs it: where the server forbids it, it is not there (object stores answer so for what they have not). */
  isOptional?: boolean;
  /** Bytes that have come so far, and how many there will be where that is known. */
  onBytes?: (done: number, total: number | undefined) => void;
};

/** Where advisories come from: a directory or a server with the layout of the OSV bucket. */
export type Source = {
  /** Its address or path, to be shown and to tell sources apart; without secrets. */
  name: string;
  /** Whether the answers are the publisher's own and current, not a copy that may be old. */
  isLive: boolean;
  /** Whether taking a file costs next to nothing. */
  isLocal: boolean;
  /** @param path relative, its parts as they are (`Red Hat/all.zip`). @throws {GlacisError} `advisory_source`, `too_large`. */
  take(path: string, options: Take): Promise<Taken>;
  /** Whether there is such a file, without taking it. */
  has(path: string): Promise<boolean>;
  /** What a directory has, by name; undefined where the source cannot list it. */
  list(path: string): Promise<readonly { name: string; isDirectory: boolean }[] | undefined>;
  close(): void;
};
