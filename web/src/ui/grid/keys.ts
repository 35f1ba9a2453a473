import { useKeys, type Binding } from '../keys.ts';

type List = {
  count: number;
  active: number;
  onActive: (index: number) => void;
  onOpen: (index: number) => void;
  onMark: ((index: number, range: boolean) => void) | undefined;
};

const PAGE = 15;

/** The keys of the page's list, wherever the focus is but in a field. */
export function useListKeys({ count, active, onActive, onOpen, onMark }: List): void {
  const go = (to: number) => () => { if (count > 0) onActive(Math.max(0, Math.min(count - 1, to))); };
  const down = go(active + 1);
  const up = go(active - 1);
  const marking: Binding[] = onMark === undefined ? [] : [
    { keys: 'x', says: 'Mark the row; with Shift, all from the last one marked', group: 'Lists', run: (event) => { if (active >= 0) onMark(active, event.shiftKey); } },
  ];
  useKeys([
    { keys: 'j', says: 'Next row', group: 'Lists', run: down },
    { keys: 'k', says: 'Row before', group: 'Lists', run: up },
    { keys: 'Enter', says: 'Open the row', group: 'Lists', when: (event) => active >= 0 && !onControl(event), run: () => onOpen(active) },
    { keys: 'ArrowDown', when: notElsewhere, run: down },
    { keys: 'ArrowUp', when: notElsewhere, run: up },
    { keys: 'PageDown', when: notElsewhere, run: go(active + PAGE) },
    { keys: 'PageUp', when: notElsewhere, run: go(active - PAGE) },
    { keys: 'Home', when: notElsewhere, run: go(0) },
    { keys: 'End', when: notElsewhere, run: go(count - 1) },
    ...marking,
  ]);
}

/** What scrolls or moves by these keys itself keeps them. */
const notElsewhere = (event: KeyboardEvent): boolean => !(event.target instanceof Element) || event.target.closest('aside, [role=tablist], [role=slider]') === null;

/** Enter on a link or button is theirs. */
const onControl = (event: KeyboardEvent): boolean => event.target instanceof Element && event.target.closest('a, button, summary') !== null;
