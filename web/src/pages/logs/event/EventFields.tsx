import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Field, OcsfEvent } from '../../../../../src/logs/contract.ts';
import { fieldsQuery } from '../../../api/events.ts';
import { Text } from '../../../ui/text/Text.tsx';
import { pivotOf } from './pivot.ts';
import { PivotMenu, type Pivoting } from './PivotMenu.tsx';
import { leavesOf, type Leaf } from './read.ts';
import s from './Event.module.css';

/** The value that the reader points at, to be found in the line. */
export type Point = string | null;

type Props = { event: OcsfEvent; pivoting: Pivoting; onPoint: (point: Point) => void };

const groups: readonly { title: string; holds: (path: string) => boolean }[] = [
  { title: 'What', holds: (path) => /^(class_name|activity_name|status|status_detail|status_code|severity|message|count|duration|metadata\.event_code)$/.test(path) },
  { title: 'Who', holds: (path) => /^(user|actor\.user|session|auth_|is_|group)/.test(path) && !path.endsWith('_id') && !path.endsWith('.uid') },
  { title: 'From', holds: (path) => path.startsWith('src_endpoint') },
  { title: 'Where', holds: (path) => /^(dst_endpoint|device|service|http_|process|actor|job|api|app|resources|web_resources)/.test(path) && !path.endsWith('_id') },
  { title: 'The source’s own', holds: (path) => path.startsWith('unmapped') },
  { title: 'Record', holds: () => true },
];

/** What was understood, field by field. Every value leads on. */
export function EventFields({ event, pivoting, onPoint }: Props) {
  const { data: fields = [] } = useQuery(fieldsQuery);
  const left = new Set(leavesOf(event));
  return (
    <div className={s.fields}>
      {groups.map(({ title, holds }) => {
        const own = [...left].filter((leaf) => holds(leaf.path));
        for (const leaf of own) left.delete(leaf);
        return own.length === 0 ? null : <Group key={title} title={title} leaves={own} folded={title === 'Record'} fields={fields} pivoting={pivoting} onPoint={onPoint} />;
      })}
    </div>
  );
}

type GroupProps = { title: string; leaves: readonly Leaf[]; folded: boolean; fields: readonly Field[]; pivoting: Pivoting; onPoint: Props['onPoint'] };

function Group({ title, leaves, folded, fields, pivoting, onPoint }: GroupProps) {
  const [open, setOpen] = useState(!folded);
  return (
    <section>
      <h3 className={s.group}>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>{title}{open ? '' : ` (${leaves.length})`}</button>
      </h3>
      {open ? (
        <dl>
          {leaves.map((leaf) => (
            <div key={leaf.path} className={s.leaf} onPointerEnter={() => onPoint(leaf.value)} onPointerLeave={() => onPoint(null)}>
              <dt title={leaf.path}>{shortName(leaf.path, fields)}</dt>
              <dd>
                {leaf.pivots ? <PivotMenu path={leaf.path} value={leaf.value} pivot={pivotOf(leaf.path, leaf.value, fields)} pivoting={pivoting} /> : <Text value={leaf.value} />}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </section>
  );
}

/** The name that people ask by, where there is one. */
const shortName = (path: string, fields: readonly Field[]): string => fields.find((field) => field.path === path)?.name ?? path.replace(/^unmapped\.|_name$/, '');
