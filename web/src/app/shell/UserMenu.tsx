import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Nothing, api } from '../../api/client.ts';
import { IconButton } from '../../ui/form/Button.tsx';
import { Kbd } from '../../ui/Kbd.tsx';
import { Menu, MenuItem, MenuLine, MenuTitle } from '../../ui/overlay/Menu.tsx';
import { useZone, zoneSetting } from '../../ui/time/zone.ts';
import { useMe } from '../session.tsx';
import { themeSetting, useTheme } from '../theme.ts';

/** Who I am, how I want to see things, and the way out. */
export function UserMenu({ onHelp }: { onHelp: () => void }) {
  const me = useMe();
  const theme = useTheme();
  const zone = useZone();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const signOut = async () => {
    await api.delete('/session', Nothing);
    queries.clear();
    await navigate({ to: '/sign-in' });
  };
  return (
    <Menu label="Your menu" align="end" trigger={(props) => <IconButton {...props} icon="user" label={`${me.name}: your menu`} />}>
      {(close) => {
        const then = (act: () => void) => () => { close(); act(); };
        return (
          <>
            <MenuTitle>{me.name}{me.role === null ? '' : ` · ${me.role}`}</MenuTitle>
            <MenuLine />
            <MenuItem checked={theme === 'dark'} onSelect={then(() => themeSetting.set('dark'))}>Dark</MenuItem>
            <MenuItem checked={theme === 'light'} onSelect={then(() => themeSetting.set('light'))}>Light</MenuItem>
            <MenuItem checked={theme === 'system'} onSelect={then(() => themeSetting.set('system'))}>As the system</MenuItem>
            <MenuLine />
            <MenuItem checked={zone === 'local'} onSelect={then(() => zoneSetting.set('local'))}>Times on your clock</MenuItem>
            <MenuItem checked={zone === 'utc'} onSelect={then(() => zoneSetting.set('utc'))}>Times in UTC</MenuItem>
            <MenuLine />
            <MenuItem onSelect={then(() => void navigate({ to: '/settings/$part', params: { part: 'account' } }))}>Your account</MenuItem>
            <MenuItem hint={<Kbd keys="?" />} onSelect={then(onHelp)}>Keys</MenuItem>
            <MenuItem onSelect={then(() => void signOut())}>Sign out</MenuItem>
          </>
        );
      }}
    </Menu>
  );
}
