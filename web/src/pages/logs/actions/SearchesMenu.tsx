import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Nothing, api } from '../../../api/client.ts';
import { savedSearchesQuery } from '../../../api/events.ts';
import { useMay, useMe } from '../../../app/session.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { Menu, MenuItem, MenuLine } from '../../../ui/overlay/Menu.tsx';
import { rangeFromSearch } from '../../../ui/time/range.ts';
import type { ChangeView } from '../useView.ts';
import { usualRange, type LogsView } from '../view.ts';

type Props = { view: LogsView; onChange: ChangeView; onSave: () => void };

/** Searches that were kept, and the way to keep this one. */
export function SearchesMenu({ view, onChange, onSave }: Props) {
  const may = useMay();
  const me = useMe();
  const queries = useQueryClient();
  const { data: searches = [] } = useQuery(savedSearchesQuery);
  const current = searches.find(({ query, columns }) => query === view.query && query !== '' && columns.join() === view.columns.join());
  const remove = useMutation({
    mutationFn: (id: string) => api.delete(`/saved-searches/${encodeURIComponent(id)}`, Nothing),
    onSuccess: () => queries.invalidateQueries({ queryKey: savedSearchesQuery.queryKey }),
  });
  const saves = may('savedsearches.write');
  return (
    <Menu label="Saved searches" align="end" trigger={(props) => <Button {...props} look="bare" icon="bookmark">{current?.name ?? 'Searches'}</Button>}>
      {(close) => (
        <>
          {searches.map(({ id, name, query, range, columns, shared }) => (
            <MenuItem key={id} hint={shared ? 'shared' : undefined} onSelect={() => { close(); onChange({ query, columns, range: rangeFromSearch({ range: range ?? 'all' }, usualRange), event: undefined }); }}>{name}</MenuItem>
          ))}
          {searches.length === 0 && !saves ? <MenuItem disabled onSelect={close}>None kept yet</MenuItem> : null}
          {searches.length > 0 && saves ? <MenuLine /> : null}
          {saves ? <MenuItem icon="plus" onSelect={() => { close(); onSave(); }}>Keep this search…</MenuItem> : null}
          {saves && current?.owner === me.id ? <MenuItem icon="close" danger onSelect={() => { close(); remove.mutate(current.id); }}>Forget “{current.name}”</MenuItem> : null}
        </>
      )}
    </Menu>
  );
}
