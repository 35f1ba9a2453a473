import { CopyIcon } from './Copy.tsx';
import s from './Code.module.css';

/** Lines to copy, as they are. */
export const Code = ({ text, label = 'Copy' }: { text: string; label?: string }) => (
  <div className={s.code}>
    <pre tabIndex={0} role="region" aria-label="Text to copy">{text}</pre>
    <span className={s.copy}><CopyIcon text={text} label={label} /></span>
  </div>
);
