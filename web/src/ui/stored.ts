import { useSyncExternalStore } from 'react';

/** A small setting that this browser remembers. */
export type Stored<T> = { get(): T; set(value: T): void; subscribe(changed: () => void): () => void };

/**
 * A setting under `key`, read by `parse` (what it cannot read is the usual value). Works without storage, then only until the
 * page is closed; other tabs are followed.
 */
export function stored<T>(key: string, parse: (text: string | null) => T, write: (value: T) => string = String): Stored<T> {
  let value = parse(read(key));
  const listeners = new Set<() => void>();
  const tell = () => { for (const changed of listeners) changed(); };
  addEventListener('storage', (event) => {
    if (event.key !== key) return;
    value = parse(event.newValue);
    tell();
  });
  return {
    get: () => value,
    set(next) {
      value = next;
      try {
        localStorage.setItem(key, write(next));
      } catch {
        // Storage is full or switched off: the value holds for this page.
      }
      tell();
    },
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export const useStored = <T>(store: Stored<T>): T => useSyncExternalStore(store.subscribe, store.get);

/** For `parse`: one of a few words, the first being the usual one. */
export const oneOf = <T extends string>(...words: readonly [T, ...T[]]) => (text: string | null): T => words.find((word) => word === text) ?? words[0];

/** For `parse`: a list of texts, bounded. */
export function texts(text: string | null): string[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(list) ? list.filter((item) => typeof item === 'string').slice(0, 200) : [];
  } catch {
    return [];
  }
}
