import { useQuery } from '@tanstack/react-query';
import { fieldsQuery } from '../../../api/events.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { Menu, MenuItem } from '../../../ui/overlay/Menu.tsx';
import s from './ColumnsMenu.module.css';

/** Always shown, or not something that a column could show. */
const fixed = new Set(['time', 'source', 'status', 'user', 'src_ip', 'message', 'entity', 'ip', 'email', 'url', 'hash']);

/** Which fields stand in the list beside the usual ones. */
export function ColumnsMenu({ columns, onColumns }: { columns: readonly string[]; onColumns: (columns: string[]) => void }) {
  const { data: fields = [] } = useQuery(fieldsQuery);
  const own = columns.filter((name) => !fields.some((field) => field.name === name));
  const offered = [...own, ...fields.map(({ name }) => name).filter((name) => !fixed.has(name))];
  return (
    <Menu label="Columns" align="end" className={s.menu} trigger={(props) => <Button {...props} look="bare" icon="columns">Columns</Button>}>
      {() => offered.map((name) => {
        const checked = columns.includes(name);
        return <MenuItem key={name} checked={checked} onSelect={() => onColumns(checked ? columns.filter((other) => other !== name) : [...columns, name])}>{name}</MenuItem>;
      })}
    </Menu>
  );
}
