import type { ComponentProps } from 'react';
import { cx } from '../cx.ts';
import { Icon, type IconName } from '../Icon.tsx';
import s from './Button.module.css';

type Props = ComponentProps<'button'> & {
  /** `primary`: the one thing that this view is for. `danger`: cannot be taken back. `bare`: without a frame. */
  look?: 'plain' | 'primary' | 'danger' | 'bare';
  icon?: IconName;
  /** Work is going on: the button waits and says so. */
  busy?: boolean;
};

export function Button({ look = 'plain', icon, busy = false, className, children, disabled, ...rest }: Props) {
  return (
    <button type="button" {...rest} disabled={disabled === true || busy} aria-busy={busy || undefined} className={cx(s.button, s[look], className)}>
      {icon === undefined ? null : <Icon name={icon} />}
      {children === undefined ? null : <span className={s.word}>{children}</span>}
    </button>
  );
}

/** A button that is only a sign: it must have a label. */
export function IconButton({ icon, label, className, ...rest }: Omit<ComponentProps<'button'>, 'aria-label'> & { icon: IconName; label: string }) {
  return (
    <button type="button" title={label} {...rest} aria-label={label} className={cx(s.icon, className)}>
      <Icon name={icon} />
    </button>
  );
}
