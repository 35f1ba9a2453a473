import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import s from './Tabs.module.css';

type Tab<T extends string> = { id: T; title: ReactNode };
type Props<T extends string> = { label: string; tabs: readonly Tab<T>[]; chosen: T; onChoose: (id: T) => void; children?: ReactNode };

/** A choice of views; arrows move between them. */
export function Tabs<T extends string>({ label, tabs, chosen, onChoose, children }: Props<T>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = tabs.findIndex((tab) => tab.id === chosen);
    const to = tabs[(at + step + tabs.length) % tabs.length];
    if (to === undefined) return;
    onChoose(to.id);
    list.current?.querySelector<HTMLElement>(`[data-tab="${to.id}"]`)?.focus();
  };
  const panel = `${id}-panel`;
  return (
    <>
      <div ref={list} role="tablist" aria-label={label} className={s.tabs} onKeyDown={move}>
        {tabs.map((tab) => (
          <button key={tab.id} type="button" role="tab" data-tab={tab.id} id={`${id}-${tab.id}`} aria-selected={tab.id === chosen} aria-controls={children === undefined ? undefined : panel} tabIndex={tab.id === chosen ? 0 : -1} className={s.tab} onClick={() => onChoose(tab.id)}>
            {tab.title}
          </button>
        ))}
      </div>
      {children === undefined ? null : <div role="tabpanel" id={panel} aria-labelledby={`${id}-${chosen}`}>{children}</div>}
    </>
  );
}
