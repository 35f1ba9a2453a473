import { useSyncExternalStore } from 'react';

const STEP_MS = 10_000;

let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const listener of listeners) listener();
  }, STEP_MS);
  return () => {
    listeners.delete(changed);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function read(): number {
  // Without a ticking listener the last value may be old.
  if (timer === undefined && Date.now() - now > STEP_MS) now = Date.now();
  return now;
}

/** The time, ten seconds exact, one clock for the whole page. */
export const useNow = (): number => useSyncExternalStore(subscribe, read);
