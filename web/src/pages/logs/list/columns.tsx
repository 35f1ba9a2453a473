import type { Field, OcsfEvent } from '../../../../../src/logs/contract.ts';
import type { Column } from '../../../ui/grid/column.ts';
import { Outcome, outcomeOf } from '../../../ui/state/Outcome.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { exactTime, rowTime, type Zone } from '../../../ui/time/instant.ts';
import { messageOf, textAt } from '../event/read.ts';

/** Characters of a message that a row draws; the drawer has all of it. */
const ROW_CHARS = 400;

/** Where classes without the usual place of a field have it. */
const elsewhere: Readonly<Record<string, readonly string[]>> = {
  user: ['user.name', 'actor.user.name', 'unmapped.user.name'],
  service: ['service.name', 'metadata.product.feature.name', 'unmapped.service.name'],
};

/** Text of a field in an event; '' where it has none. */
export function fieldText(event: OcsfEvent, { name, path }: Pick<Field, 'name' | 'path'>): string {
  if (path.startsWith('observables')) return '';
  for (const place of elsewhere[name] ?? [path, `unmapped.${path}`]) {
    const text = textAt(event, place);
    if (text !== '') return text;
  }
  return '';
}

const plain = (id: string, title: string, width: string, field: Pick<Field, 'name' | 'path'>): Column<OcsfEvent> => ({
  id, title, width, mono: true,
  cell: (event) => <Text value={fieldText(event, field).slice(0, ROW_CHARS)} />,
});

/** How times stand in the list: within one day the clock is enough. */
export type Clock = { zone: Zone; withDay: boolean };

/** Time, source, outcome, who, from, what was chosen beside them, and what the line says. */
export function eventColumns(fields: readonly Field[], chosen: readonly string[], words: readonly string[], clock: Clock): Column<OcsfEvent>[] {
  const { zone, withDay } = clock;
  const known = (name: string, path: string) => fields.find((field) => field.name === name) ?? { name, path };
  return [
    { id: 'time', title: 'Time', width: withDay ? '154px' : '108px', mono: true, hint: (event) => exactTime(event.time, zone), cell: (event) => rowTime(event.time, zone, withDay) },
    plain('source', 'Source', '104px', known('source', 'metadata.log_source')),
    { id: 'status', title: '', width: '22px', cell: (event) => <Outcome value={outcomeOf(event['status_id'])} /> },
    plain('user', 'Who', '108px', known('user', 'user.name')),
    plain('src_ip', 'From', '128px', known('src_ip', 'src_endpoint.ip')),
    ...chosen.map((name) => plain(name, name, 'minmax(60px, 120px)', known(name, name))),
    { id: 'message', title: 'Message', width: 'minmax(0, 1fr)', mono: true, cell: (event) => <Text value={messageOf(event).slice(0, ROW_CHARS)} words={words} /> },
  ];
}
