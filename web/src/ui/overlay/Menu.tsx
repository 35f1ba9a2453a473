import { useEffect, useRef, type ComponentProps, type KeyboardEvent, type ReactNode } from 'react';
import { cx } from '../cx.ts';
import { Icon, type IconName } from '../Icon.tsx';
import { Popover } from './Popover.tsx';
import s from './Menu.module.css';

type MenuProps = Omit<ComponentProps<typeof Popover>, 'role' | 'children'> & { children: (close: () => void) => ReactNode };

/** A list of actions at a button: arrows move, letters jump. */
export const Menu = ({ children, className, ...rest }: MenuProps) => (
  <Popover {...rest} role="menu" className={cx(s.menu, className)}>
    {(close) => <MenuBody>{children(close)}</MenuBody>}
  </Popover>
);

const items = (list: HTMLElement): HTMLElement[] => [...list.querySelectorAll<HTMLElement>('[role^=menuitem]:not(:disabled)')];

function MenuBody({ children }: { children: ReactNode }) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (list.current) items(list.current)[0]?.focus();
  }, []);
  return <div ref={list} onKeyDown={move} role="presentation">{children}</div>;
}

function move(event: KeyboardEvent<HTMLElement>): void {
  const all = items(event.currentTarget);
  const at = all.findIndex((item) => item === document.activeElement);
  const target = next(event.key, all, at);
  if (target === undefined) return;
  event.preventDefault();
  target.focus();
}

function next(key: string, all: HTMLElement[], at: number): HTMLElement | undefined {
  switch (key) {
    case 'ArrowDown': return all[(at + 1) % all.length];
    case 'ArrowUp': return all[(at - 1 + all.length) % all.length];
    case 'Home': return all[0];
    case 'End': return all.at(-1);
    default: return key.length === 1 ? [...all.slice(at + 1), ...all].find((item) => item.textContent.toLowerCase().startsWith(key.toLowerCase())) : undefined;
  }
}

type ItemProps = { icon?: IconName; hint?: ReactNode; danger?: boolean; checked?: boolean; onSelect: () => void; disabled?: boolean; children: ReactNode };

export const MenuItem = ({ icon, hint, danger = false, checked, onSelect, disabled = false, children }: ItemProps) => (
  <button type="button" role={checked === undefined ? 'menuitem' : 'menuitemcheckbox'} aria-checked={checked} tabIndex={-1} disabled={disabled} className={cx(s.item, danger && s.danger)} onClick={onSelect}>
    {checked === undefined ? null : <span className={s.tick}>{checked ? <Icon name="check" /> : null}</span>}
    {icon === undefined ? null : <Icon name={icon} />}
    <span className={s.words}>{children}</span>
    {hint === undefined ? null : <span className={s.hint}>{hint}</span>}
  </button>
);

export const MenuLine = () => <hr className={s.line} />;
export const MenuTitle = ({ children }: { children: ReactNode }) => <div role="presentation" className={s.title}>{children}</div>;
