import { getRouteApi, Link } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useMay } from '../../app/session.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Policy } from '../vulnerabilities/policy/Policy.tsx';
import { Agents } from '../inventory/setup/Agents.tsx';
import { Clusters } from '../inventory/setup/Clusters.tsx';
import { Owners } from '../inventory/setup/Owners.tsx';
import { Registries } from '../inventory/setup/Registries.tsx';
import { Tickets } from '../inventory/setup/Tickets.tsx';
import { Account } from './account/Account.tsx';
import { Audit } from './audit/Audit.tsx';
import { Channels } from './channels/Channels.tsx';
import { Mail } from './channels/Mail.tsx';
import { People } from './people/People.tsx';
import { SingleSignOn } from './people/SingleSignOn.tsx';
import { Tokens } from './tokens/Tokens.tsx';
import s from './Settings.module.css';

const route = getRouteApi('/house/settings/$part');

type Part = { id: string; title: string; permission: string | undefined; page: ComponentType };

const parts: readonly Part[] = [
  { id: 'account', title: 'Your account', permission: undefined, page: Account },
  { id: 'people', title: 'People', permission: 'people.read', page: People },
  { id: 'sso', title: 'Single sign-on', permission: 'settings.read', page: SingleSignOn },
  { id: 'tokens', title: 'API tokens', permission: 'tokens.read', page: Tokens },
  { id: 'agents', title: 'Agents', permission: 'assets.read', page: Agents },
  { id: 'registries', title: 'Registries', permission: 'registries.read', page: Registries },
  { id: 'clusters', title: 'Clusters', permission: 'registries.read', page: Clusters },
  { id: 'owners', title: 'Owners', permission: 'assets.read', page: Owners },
  { id: 'tickets', title: 'Tickets', permission: 'settings.read', page: Tickets },
  { id: 'channels', title: 'Where alerts go', permission: 'channels.read', page: Channels },
  { id: 'mail', title: 'Mail server', permission: 'settings.read', page: Mail },
  { id: 'policy', title: 'Policy and clocks', permission: 'issues.read', page: Policy },
  { id: 'audit', title: 'Audit log', permission: 'audit.read', page: Audit },
];

/** Everything that is set up once and looked at rarely. */
export function Settings() {
  const may = useMay();
  const { part } = route.useParams();
  const mine = parts.filter(({ permission }) => permission === undefined || may(permission));
  const Page = mine.find(({ id }) => id === part)?.page;
  return (
    <div className={s.settings}>
      <nav className={s.parts} aria-label="Settings">
        {mine.map(({ id, title }) => (
          <Link key={id} to="/settings/$part" params={{ part: id }} className={s.part} activeProps={{ 'aria-current': 'page' }}>{title}</Link>
        ))}
      </nav>
      <div className={s.page}>{Page === undefined ? <Empty title="There is no such page">Or it is not for you: ask an owner.</Empty> : <Page />}</div>
    </div>
  );
}
