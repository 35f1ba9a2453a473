import { useState } from 'react';

const DAY_MS = 86_400_000;

/**
 * When this person last looked, on this browser: the time of the visit before this one, a day ago for the first. It stands still
 * while the tab is open, until `look` is called.
 */
export function useLastLooked(person: string): { since: string; look: () => void } {
  const key = `glacis.looked.${person}`;
  const [since, setSince] = useState(() => begin(key));
  const look = () => {
    const now = new Date().toISOString();
    write(sessionStorage, key, now);
    write(localStorage, key, now);
    setSince(now);
  };
  return { since, look };
}

/** The first look of a tab keeps the time before it for the tab and begins the next one. */
function begin(key: string): string {
  const now = new Date().toISOString();
  const before = read(sessionStorage, key) ?? read(localStorage, key) ?? new Date(Date.now() - DAY_MS).toISOString();
  write(sessionStorage, key, before);
  write(localStorage, key, now);
  return before;
}

function read(storage: Storage, key: string): string | null {
  try {
    const text = storage.getItem(key);
    return text !== null && Number.isFinite(Date.parse(text)) ? text : null;
  } catch {
    return null;
  }
}

function write(storage: Storage, key: string, text: string): void {
  try {
    storage.setItem(key, text);
  } catch {
    // Without storage every visit is the first.
  }
}
