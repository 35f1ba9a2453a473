import { capital } from './text/words.ts';
import s from './Kbd.module.css';

const apple = /Mac|iPhone|iPad/.test(navigator.platform);

const names: Readonly<Record<string, string>> = { mod: apple ? '⌘' : 'Ctrl', alt: apple ? '⌥' : 'Alt', shift: 'Shift', enter: 'Enter', escape: 'Esc', up: '↑', down: '↓' };

/** Keys as they are named on this keyboard: `mod+k`, `g l`. */
export const Kbd = ({ keys }: { keys: string }) => (
  <span className={s.keys}>
    {keys.split(' ').map((stroke, index) => (
      <kbd key={index} className={s.key}>{stroke.split('+').map((key, place) => names[key] ?? (place > 0 || key.length > 1 ? capital(key) : key)).join(apple ? '' : ' ')}</kbd>
    ))}
  </span>
);
