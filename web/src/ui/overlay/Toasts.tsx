import { Icon } from '../Icon.tsx';
import { IconButton } from '../form/Button.tsx';
import { cx } from '../cx.ts';
import { dismiss, useToasts } from './toasts.ts';
import s from './Toasts.module.css';

/** What was just done or failed, read out by readers of the screen. */
export function Toasts() {
  const toasts = useToasts();
  return (
    <div className={s.stack} role="status" aria-live="polite">
      {toasts.map(({ id, kind, text, hint }) => (
        <div key={id} className={cx(s.toast, s[kind])}>
          <Icon name={kind === 'done' ? 'check' : 'warning'} />
          <div className={s.words}>
            {text}
            {hint === undefined ? null : <div className="quiet">{hint}</div>}
          </div>
          <IconButton icon="close" label="Dismiss" onClick={() => dismiss(id)} />
        </div>
      ))}
    </div>
  );
}
