import { Link } from '@tanstack/react-router';
import { IconButton } from '../../ui/form/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Kbd } from '../../ui/Kbd.tsx';
import { nextTheme, themeSetting, useTheme } from '../theme.ts';
import { GatesInSight } from './Gates.tsx';
import { Mark } from './Mark.tsx';
import { UserMenu } from './UserMenu.tsx';
import s from './TopBar.module.css';

const signs = { dark: 'moon', light: 'sun', system: 'system' } as const;
const names = { dark: 'Dark', light: 'Light', system: 'As the system' } as const;

/** Name, the gates, the way to everything, and who I am. */
export function TopBar({ onPalette, onHelp }: { onPalette: () => void; onHelp: () => void }) {
  const theme = useTheme();
  return (
    <header className={s.bar}>
      <Link to="/" className={s.name}><Mark />Glacis</Link>
      <GatesInSight />
      <button type="button" className={s.search} onClick={onPalette}>
        <Icon name="search" />
        <span>Search or do…</span>
        <Kbd keys="mod+k" />
      </button>
      <div className={s.end}>
        <IconButton icon={signs[theme]} label={`Theme: ${names[theme]}. Change`} onClick={() => themeSetting.set(nextTheme(theme))} />
        <UserMenu onHelp={onHelp} />
      </div>
    </header>
  );
}
