import { useCallback, useEffect, useId, useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { cx } from '../cx.ts';
import { placed, type Align } from './placed.ts';
import s from './Popover.module.css';

export type TriggerProps = { ref: RefObject<HTMLButtonElement | null>; popoverTarget: string; 'aria-expanded': boolean; 'aria-haspopup': 'dialog' | 'menu' };

type Props = {
  label: string;
  /** The button that opens it. */
  trigger: (props: TriggerProps) => ReactNode;
  children: (close: () => void) => ReactNode;
  align?: Align;
  role?: 'dialog' | 'menu';
  className?: string | undefined;
  onOpen?: () => void;
};

/** A box on top of everything at a button; the browser closes it on Escape and on a click elsewhere. */
export function Popover({ label, trigger, children, align = 'start', role = 'dialog', className, onOpen }: Props) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const close = useCallback(() => {
    box.current?.hidePopover();
    button.current?.focus();
  }, []);

  useLayoutEffect(() => {
    if (open && box.current && button.current) placed(box.current, button.current, align);
  });

  useEffect(() => {
    if (!open) return;
    const again = () => { if (box.current && button.current) placed(box.current, button.current, align); };
    addEventListener('resize', again);
    return () => removeEventListener('resize', again);
  }, [open, align]);

  return (
    <>
      {trigger({ ref: button, popoverTarget: id, 'aria-expanded': open, 'aria-haspopup': role })}
      <div
        ref={box}
        id={id}
        popover="auto"
        role={role}
        aria-label={label}
        className={cx(s.box, className)}
        onToggle={(event) => {
          const opened = event.newState === 'open';
          setOpen(opened);
          if (opened) onOpen?.();
        }}
      >
        {open ? children(close) : null}
      </div>
    </>
  );
}
