import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useRouteContext } from '@tanstack/react-router';
import { useState } from 'react';
import { meQuery } from '../../api/identity.ts';
import { rememberedColumns } from '../../pages/logs/remembered.ts';
import { writeLogsView } from '../../pages/logs/view.ts';
import { useKeys } from '../../ui/keys.ts';
import { Toasts } from '../../ui/overlay/Toasts.tsx';
import { Palette } from '../palette/Palette.tsx';
import { SessionOf } from '../session.tsx';
import { Help } from './Help.tsx';
import { Navigation } from './Navigation.tsx';
import { places } from './places.ts';
import { TopBar } from './TopBar.tsx';
import s from './Shell.module.css';

/** The frame that every page stands in. */
export function Shell() {
  const entered = useRouteContext({ from: '/house' });
  // Followed, since a second factor or a role can change while somebody is here.
  const { data: me = entered.me } = useQuery(meQuery);
  const navigate = useNavigate();
  const [over, setOver] = useState<'nothing' | 'palette' | 'help'>('nothing');
  const close = () => setOver('nothing');
  useKeys([
    { keys: 'mod+k', says: 'Search or do anything', group: 'Everywhere', typing: true, run: () => setOver('palette') },
    { keys: '/', run: () => setOver('palette') },
    { keys: '?', says: 'This help', group: 'Everywhere', run: () => setOver('help') },
    ...places.map(({ key, name, to }) => ({ keys: `g ${key}`, says: name, group: 'Go to', run: () => void navigate({ to, search: to === '/logs' ? writeLogsView({ columns: rememberedColumns.get() }) : {} }) })),
  ], 'everywhere');
  return (
    <SessionOf me={me}>
      <a className={s.skip} href="#work">Skip to the page</a>
      <div className={s.frame}>
        <TopBar onPalette={() => setOver('palette')} onHelp={() => setOver('help')} />
        <Navigation />
        <main id="work" tabIndex={-1} className={s.work}>
          <Outlet />
        </main>
      </div>
      {over === 'palette' ? <Palette onClose={close} onHelp={() => setOver('help')} /> : null}
      {over === 'help' ? <Help onClose={close} /> : null}
      <Toasts />
    </SessionOf>
  );
}
