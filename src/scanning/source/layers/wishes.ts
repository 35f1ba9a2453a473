import type { Cataloguer, FileFacts } from '../../catalog/cataloguer.ts';
import { tooLarge } from '../asking.ts';

/** A file that can be read by `by` once its contents and those of its companions are there. */
export type Wish = {
  facts: FileFacts;
  by: Cataloguer;
  /** Where its contents stand: another path for a hard link. */
  content: string;
  companions: readonly string[];
};

type Waiting = Wish & { bytes: Map<string, Buffer>; missing: Set<string> };

export type Wishes = {
  /** Files whose parts passed by before anybody knew that they are wanted: it takes another pass over the layer. */
  readonly again: readonly Wish[];
  /** Waits for what has not come yet; `bytes` are its contents, if these are there. */
  wait(wish: Wish, bytes?: Buffer): void;
  postpone(wish: Wish): void;
  awaits(path: string): boolean;
  /** Lets go of wishes that the size and the first bytes of their contents put an end to; false where nobody else waits for them. */
  isWorthwhile(path: string, size: number, head: Uint8Array): boolean;
  /** Contents that are valid during the call only. Wishes that have all their parts are fulfilled. */
  arrive(path: string, bytes: Buffer): void;
  /** Another entry took the place of this file. */
  forget(path: string): void;
  /** The pass is over: companions that did not come are not there. */
  end(): void;
};

type Handlers = {
  fulfil(wish: Wish, bytes: Buffer, companion: (path: string) => Buffer | undefined): void;
  /** Its contents never came, or there was no room to keep them. */
  fail(wish: Wish, reason: string): void;
};

/** Keeps what is read together until all of it is there, in at most `heldBytes`. */
export function wishes({ fulfil, fail }: Handlers, heldBytes: number): Wishes {
  const again = new Map<string, Wish[]>();
  const waiting = new Set<Waiting>();
  const byPath = new Map<string, Set<Waiting>>();
  let held = 0;

  function drop(wish: Waiting): void {
    waiting.delete(wish);
    for (const bytes of wish.bytes.values()) held -= bytes.length;
    for (const path of [wish.content, ...wish.companions]) {
      const others = byPath.get(path);
      others?.delete(wish);
      if (others?.size === 0) byPath.delete(path);
    }
  }

  function finish(wish: Waiting): void {
    drop(wish);
    const bytes = wish.bytes.get(wish.content);
    if (bytes) fulfil(wish, bytes, (path) => wish.bytes.get(path));
    else fail(wish, 'its contents are not in the layer');
  }

  function take(wish: Waiting, path: string, bytes: Buffer): void {
    wish.missing.delete(path);
    const isLast = wish.missing.size === 0;
    held += bytes.length - (wish.bytes.get(path)?.length ?? 0);
    // What is read at once need not outlive the call.
    wish.bytes.set(path, isLast ? bytes : Buffer.from(bytes));
    if (isLast) finish(wish);
    else if (held > heldBytes) {
      drop(wish);
      fail(wish, `more than ${heldBytes} bytes wait for files that are read along with them`);
    }
  }

  return {
    get again() {
      return [...again.values()].flat();
    },
    wait(wish, bytes) {
      const parts = [wish.content, ...wish.companions];
      const entry: Waiting = { ...wish, bytes: new Map(), missing: new Set(parts) };
      waiting.add(entry);
      for (const path of parts) byPath.set(path, (byPath.get(path) ?? new Set()).add(entry));
      if (bytes) take(entry, wish.content, bytes);
    },
    postpone(wish) {
      again.set(wish.facts.path, [...(again.get(wish.facts.path) ?? []), wish]);
    },
    awaits: (path) => byPath.has(path),
    isWorthwhile(path, size, head) {
      for (const wish of byPath.get(path) ?? []) {
        const { by, content } = wish;
        if (content === path && by.recognizes?.(head) === false) drop(wish);
        else if (size > by.maxBytes) {
          drop(wish);
          fail(wish, tooLarge(by, size));
        }
      }
      return byPath.has(path);
    },
    arrive(path, bytes) {
      for (const wish of byPath.get(path) ?? []) take(wish, path, bytes);
    },
    forget(path) {
      again.delete(path);
      for (const wish of byPath.get(path) ?? []) if (wish.facts.path === path) drop(wish);
    },
    end() {
      for (const wish of waiting) finish(wish);
    },
  };
}
