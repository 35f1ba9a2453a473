import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { alertsQuery } from '../../api/alerts.ts';
import { Nothing, api } from '../../api/client.ts';
import { savedSearchesQuery } from '../../api/events.ts';
import { programQuery } from '../../api/program.ts';
import { sourcesQuery } from '../../api/sources.ts';
import { logsLink, usualRange } from '../../pages/logs/view.ts';
import { nameOf } from '../../pages/program/words.ts';
import { rangeFromSearch } from '../../ui/time/range.ts';
import { zoneSetting } from '../../ui/time/zone.ts';
import { useMay } from '../session.tsx';
import { places } from '../shell/places.ts';
import { themeSetting } from '../theme.ts';

/** Something that can be found and done from anywhere. */
export type Command = { group: string; title: string; also?: string | undefined; run: () => void };

/** Everything that the one signed in can do or look at, as far as it is known here. */
export function useCommands(onHelp: () => void): Command[] {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const may = useMay();
  const { data: searches = [] } = useQuery({ ...savedSearchesQuery, enabled: may('events.search') });
  const { data: sources = [] } = useQuery({ ...sourcesQuery, enabled: may('sources.read') });
  const { data: open } = useQuery({ ...alertsQuery({ state: 'open', limit: 50 }), enabled: may('alerts.read') });

  const { data: program } = useQuery({ ...programQuery, enabled: may('program.read') });

  const settings = (part: string) => () => void navigate({ to: '/settings/$part', params: { part } });
  const signOut = async () => {
    await api.delete('/session', Nothing);
    queries.clear();
    await navigate({ to: '/sign-in' });
  };
  return [
    ...places.filter(({ permission }) => permission === undefined || may(permission)).map(({ name, to }) => ({ group: 'Go to', title: name, run: () => void navigate({ to }) })),
    ...searches.map(({ name, query, range, columns }) => ({
      group: 'Saved searches', title: name, also: query,
      run: () => void navigate(logsLink({ query, columns, range: rangeFromSearch({ range: range ?? 'all' }, usualRange) })),
    })),
    ...(open?.items ?? []).map(({ id, title, group }) => ({ group: 'Open alerts', title, also: group, run: () => void navigate({ to: '/alerts', search: { alert: id } }) })),
    ...sources.map(({ name, description }) => ({ group: 'Sources', title: name, also: `source ${description}`, run: () => void navigate({ to: '/sources', search: { source: name } }) })),
    ...(program?.gates ?? []).map(({ id, title, question }) => ({ group: 'Gates', title, also: `gate ${id} ${question}`, run: () => void navigate({ to: '/program/gates/$id', params: { id } }) })),
    ...(program?.milestones ?? []).map(({ id, title }) => ({ group: 'Milestones', title: nameOf(id), also: title, run: () => void navigate({ to: '/program', search: { milestone: id } }) })),
    ...(may('program.read') ? [
      { group: 'Go to', title: 'Roadmap', also: 'program releases', run: () => void navigate({ to: '/program/roadmap' }) },
      { group: 'Go to', title: 'Evidence', also: 'facts claims keys program', run: () => void navigate({ to: '/program/evidence' }) },
    ] : []),
    ...(may('evidence.write') ? [{ group: 'Do', title: 'Say what a fact is', also: 'evidence claim', run: () => void navigate({ to: '/program/evidence', search: { do: 'say' } }) }] : []),
    ...(may('program.write') ? [{ group: 'Do', title: 'Edit the program', also: 'program.yaml milestones gates import', run: () => void navigate({ to: '/program/edit' }) }] : []),
    ...(may('assets.read') ? [{ group: 'Go to', title: 'Coverage', also: 'never scanned stale gaps', run: () => void navigate({ to: '/coverage' }) }] : []),
    { group: 'Do', title: 'Tail logs live', run: () => void navigate(logsLink({ live: true })) },
    ...(may('sources.write') ? [{ group: 'Do', title: 'Add a source', also: 'new create rsyslog', run: () => void navigate({ to: '/sources', search: { new: '1' } }) }] : []),
    ...(may('agents.write') ? [{ group: 'Do', title: 'Enrol a node', also: 'agent host server', run: settings('agents') }] : []),
    ...(may('registries.write') ? [{ group: 'Do', title: 'Follow a registry', also: 'images tags add', run: settings('registries') }] : []),
    ...(may('people.write') ? [{ group: 'Do', title: 'Invite somebody', also: 'people users', run: settings('people') }] : []),
    ...(may('tokens.write') ? [{ group: 'Do', title: 'Make an API token', run: settings('tokens') }] : []),
    ...(may('channels.write') ? [{ group: 'Do', title: 'Send alerts somewhere', also: 'channels webhook e-mail notification', run: settings('channels') }] : []),
    { group: 'Do', title: 'Dark theme', run: () => themeSetting.set('dark') },
    { group: 'Do', title: 'Light theme', run: () => themeSetting.set('light') },
    { group: 'Do', title: zoneSetting.get() === 'utc' ? 'Show times on your clock' : 'Show times in UTC', also: 'zone', run: () => zoneSetting.set(zoneSetting.get() === 'utc' ? 'local' : 'utc') },
    { group: 'Do', title: 'Keys', also: 'help shortcuts', run: onHelp },
    { group: 'Do', title: 'Sign out', run: () => void signOut() },
  ];
}
