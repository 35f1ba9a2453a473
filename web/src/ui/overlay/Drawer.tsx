import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { cx } from '../cx.ts';
import { IconButton } from '../form/Button.tsx';
import s from './Drawer.module.css';

type Props = { label: string; head: ReactNode; onClose: () => void; children: ReactNode; wide?: boolean };

/** The selected row in full, beside its list, which stays in use. Escape closes it. */
export function Drawer({ label, head, onClose, children, wide = false }: Props) {
  const closing = useRef(onClose);
  useLayoutEffect(() => { closing.current = onClose; });
  useLayoutEffect(() => {
    const escape = (event: KeyboardEvent) => {
      const busy = event.defaultPrevented || document.querySelector(':popover-open, dialog[open]') !== null;
      if (event.key === 'Escape' && !busy) closing.current();
    };
    addEventListener('keydown', escape);
    return () => removeEventListener('keydown', escape);
  }, []);
  return (
    <aside aria-label={label} className={cx(s.drawer, wide && s.wide)}>
      <header className={s.head}>
        <div className={s.title}>{head}</div>
        <IconButton icon="close" label="Close (Esc)" onClick={onClose} />
      </header>
      <div className={s.body} tabIndex={0} role="region" aria-label={`${label}: details`}>{children}</div>
    </aside>
  );
}
