import { useLayoutEffect, useRef, useSyncExternalStore } from 'react';

/** A key that does something while its owner is on the page. */
export type Binding = {
  /** `/`, `Escape`, `mod+k`, or one after the other: `g l`. */
  keys: string;
  /** What it does, for the help; without it the help says nothing of it. */
  says?: string;
  /** Where it stands in the help. */
  group?: string;
  run: (event: KeyboardEvent) => void;
  /** Also while typing in a field. */
  typing?: boolean;
  /** Leaves the key to others when this says no. */
  when?: (event: KeyboardEvent) => boolean;
};

const SEQUENCE_MS = 900;

let owners: readonly (readonly Binding[])[] = [];
const listeners = new Set<() => void>();
let begun: { stroke: string; at: number } | undefined;

function setOwners(next: readonly (readonly Binding[])[]): void {
  owners = next;
  for (const listener of listeners) listener();
}

/** A key stroke as bindings name it; letters carry no shift, since `?` is typed with it. */
export function strokeOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const named = event.key.length > 1;
  return [event.ctrlKey || event.metaKey ? 'mod+' : '', event.altKey ? 'alt+' : '', named && event.shiftKey ? 'shift+' : '', named ? event.key : event.key.toLowerCase()].join('');
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=checkbox], [type=radio]), textarea, select'));

function handle(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const stroke = strokeOf(event);
  const typing = isTyping(event.target);
  const inDialog = document.querySelector('dialog[open], :popover-open') !== null;
  const pair = begun !== undefined && event.timeStamp - begun.at < SEQUENCE_MS ? `${begun.stroke} ${stroke}` : undefined;
  begun = undefined;
  // The last owner to arrive is the nearest one.
  const bindings = owners.toReversed().flat();
  // What was begun is meant: after `g`, the second letter is not the page's.
  const meant = bindings.some(({ keys }) => keys === pair) ? pair : stroke;
  for (const binding of bindings) {
    if (binding.keys !== meant) continue;
    if ((typing || inDialog) && binding.typing !== true) continue;
    if (binding.when?.(event) === false) continue;
    event.preventDefault();
    binding.run(event);
    return;
  }
  if (!typing && owners.flat().some((binding) => binding.keys.startsWith(`${stroke} `))) begun = { stroke, at: event.timeStamp };
}

/**
 * Binds keys for as long as the component is there. The bindings may change with every drawing. Those of a part of the page come
 * before those that hold `everywhere`, whichever was there first.
 */
export function useKeys(bindings: readonly Binding[], where: 'here' | 'everywhere' = 'here'): void {
  const current = useRef(bindings);
  // With the drawing itself: what can be seen can be pressed, and a second stroke finds what the first one left.
  useLayoutEffect(() => { current.current = bindings; });
  const shape = bindings.map(({ keys, says }) => `${keys}:${says ?? ''}`).join('|');
  useLayoutEffect(() => {
    const own = current.current.map((binding, index) => ({
      ...binding,
      run: (event: KeyboardEvent) => current.current[index]?.run(event),
      when: (event: KeyboardEvent) => current.current[index]?.when?.(event) ?? true,
    }));
    if (owners.length === 0) addEventListener('keydown', handle);
    setOwners(where === 'everywhere' ? [own, ...owners] : [...owners, own]);
    return () => {
      setOwners(owners.filter((other) => other !== own));
      if (owners.length === 0) removeEventListener('keydown', handle);
    };
  }, [shape, where]);
}

/** Everything that is bound now, for the help. */
export const useBindings = (): readonly Binding[] =>
  useSyncExternalStore((changed) => {
    listeners.add(changed);
    return () => listeners.delete(changed);
  }, () => owners).flat();
