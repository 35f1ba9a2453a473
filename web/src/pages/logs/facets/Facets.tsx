import { useQuery } from '@tanstack/react-query';
import { facetsQuery, type Selection } from '../../../api/events.ts';
import { asProblem } from '../../../api/problem.ts';
import { Facet } from './Facet.tsx';
import s from './Facets.module.css';

type Props = { selection: Selection; onToggle: (field: string, value: string, exclude: boolean) => void };

/** What the events have in common, most frequent first. A click adds a value to the query, with ⌥ it excludes it. */
export function Facets({ selection, onToggle }: Props) {
  const { data, error, isFetching } = useQuery({ ...facetsQuery(selection), placeholderData: (old) => old });
  return (
    <aside className={s.facets} aria-label="Facets" aria-busy={isFetching} tabIndex={0}>
      {error === null || asProblem(error).code === 'bad_query' ? null : <p className={s.none}>Not counted: {asProblem(error).message}</p>}
      {data?.facets.map(({ field, values }) => ({ field, values: values.filter(({ value }) => value !== '') })).filter(({ values }) => values.length > 0).map(({ field, values }) => (
        <Facet key={field} field={field} values={values} selection={selection} onToggle={onToggle} />
      ))}
    </aside>
  );
}
