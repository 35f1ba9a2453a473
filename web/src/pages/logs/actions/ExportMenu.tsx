import { addressOf } from '../../../api/client.ts';
import type { Selection } from '../../../api/events.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { Menu, MenuItem } from '../../../ui/overlay/Menu.tsx';

/** Columns of a table, before those that were chosen. */
const usual = ['time', 'source', 'status', 'user', 'src_ip'];

/** Takes the events that were found along. */
export const ExportMenu = ({ selection, columns }: { selection: Selection; columns: readonly string[] }) => (
  <Menu label="Export" align="end" trigger={(props) => <Button {...props} look="bare" icon="download">Export</Button>}>
    {(close) => (['ndjson', 'csv'] as const).map((format) => (
      <MenuItem key={format} onSelect={() => { close(); download(addressOf('/events/export', { ...selection, format, ...(format === 'csv' ? { columns: [...usual, ...columns, 'message'].join() } : {}) })); }}>
        {format === 'ndjson' ? 'NDJSON, whole events' : 'CSV, for a spreadsheet'}
      </MenuItem>
    ))}
  </Menu>
);

/** The browser streams it to disk; the page holds nothing. */
function download(address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}
