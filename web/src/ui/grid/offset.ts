import { observeElementOffset, type Virtualizer } from '@tanstack/react-virtual';

/**
 * Tells how far a list is scrolled. The virtualizer asks by a timer, too, whether scrolling has ended. Where that finds the list moved on,
 * and its scroll event still to come, it would draw it at leisure and then take the event for one that it knows: a frame with rows
 * missing. So only the event, which draws at once, may bring a place that is new.
 */
export function observeOffset(list: Virtualizer<HTMLDivElement, Element>, tell: (offset: number, scrolling: boolean) => void) {
  let known: number | undefined;
  return observeElementOffset(list, (offset, scrolling) => {
    if (!scrolling && offset !== known) return;
    known = offset;
    tell(offset, scrolling);
  });
}
