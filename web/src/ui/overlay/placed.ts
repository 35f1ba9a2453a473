export type Align = 'start' | 'end';

const GAP = 4;

/** Puts a box of the top layer below an anchor (above where there is no room), inside the window. */
export function placed(box: HTMLElement, anchor: Element, align: Align = 'start'): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const left = align === 'start' ? at.left : at.right - width;
  const below = at.bottom + GAP;
  const top = below + height > innerHeight && at.top - GAP - height > 0 ? at.top - GAP - height : below;
  box.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
  box.style.top = `${Math.max(GAP, top)}px`;
  box.style.maxHeight = `${innerHeight - Math.max(GAP, top) - GAP}px`;
}
