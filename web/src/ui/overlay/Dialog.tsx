import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { cx } from '../cx.ts';
import { IconButton } from '../form/Button.tsx';
import s from './Dialog.module.css';

type Props = { title: string; onClose: () => void; children: ReactNode; wide?: boolean; /** The content draws its own head. */ bare?: boolean; top?: boolean };

/** A question that must be answered before anything else. The browser keeps the focus inside and gives it back. */
export function Dialog({ title, onClose, children, wide = false, bare = false, top = false }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  // With the drawing itself, so that what is typed next is typed into it.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element && !element.open) {
      element.showModal();
      const first = element.querySelector<HTMLElement>('input, select, textarea') ?? element.querySelector<HTMLElement>('[data-sheet]');
      first?.focus();
    }
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-label={title}
      className={cx(s.dialog, wide && s.wide, top && s.top)}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => { if (event.target === event.currentTarget) onClose(); }}
    >
      <div className={s.sheet} data-sheet tabIndex={-1}>
        {bare ? null : (
          <header className={s.head}>
            <h2>{title}</h2>
            <IconButton icon="close" label="Close" onClick={onClose} />
          </header>
        )}
        {bare ? children : <div className={s.body}>{children}</div>}
      </div>
    </dialog>
  );
}
