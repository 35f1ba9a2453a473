import { useSyncExternalStore } from 'react';

export type Toast = { id: number; kind: 'done' | 'failed'; text: string; hint: string | undefined };

const SHOWN_MS = { done: 4_000, failed: 10_000 };

let toasts: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

export const dismiss = (id: number): void => change(toasts.filter((toast) => toast.id !== id));

function show(kind: Toast['kind'], text: string, hint?: string): void {
  last += 1;
  const id = last;
  change([...toasts.slice(-3), { id, kind, text, hint }]);
  setTimeout(() => dismiss(id), SHOWN_MS[kind]);
}

/** Says that something was done, for a few seconds. */
export const done = (text: string): void => show('done', text);

/** Says what could not be done and why. */
export const failed = (text: string, hint?: string): void => show('failed', text, hint);

export const useToasts = (): readonly Toast[] =>
  useSyncExternalStore((changed) => {
    listeners.add(changed);
    return () => listeners.delete(changed);
  }, () => toasts);
