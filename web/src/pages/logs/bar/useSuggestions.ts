import { useQuery } from '@tanstack/react-query';
import { completionsQuery, fieldsQuery } from '../../../api/events.ts';
import { useStored } from '../../../ui/stored.ts';
import { caretIn } from '../query/caret.ts';
import { history } from './history.ts';
import { suggestFields, suggestQueries, suggestValues, type Suggestion } from './suggest.ts';
import { useSettled } from '../../../ui/useSettled.ts';

const PAUSE_MS = 120;

/** What fits at the caret. Values are asked for when the writer pauses. */
export function useSuggestions(query: string, at: number, open: boolean): Suggestion[] {
  const earlier = useStored(history);
  const { data: fields = [] } = useQuery(fieldsQuery);
  const caret = open ? caretIn(query, at) : null;
  const field = caret?.in === 'value' ? fields.find(({ name }) => name === caret.field.toLowerCase()) : undefined;
  const listed = caret?.in === 'value' && field?.values?.filter((value) => value.startsWith(caret.prefix.toLowerCase()));
  const asked = useSettled(caret?.in === 'value' && !listed ? `${caret.field}\n${caret.prefix}` : '', PAUSE_MS);
  const [name = '', prefix = ''] = asked.split('\n');
  const { data: seen = [] } = useQuery({ ...completionsQuery(name, prefix), enabled: name !== '' });

  if (caret === null) return [];
  if (query.trim() === '') return suggestQueries(query, earlier);
  if (caret.in === 'field') return caret.prefix === '' ? [] : suggestFields(caret, fields);
  if (listed) return suggestValues(caret, listed.map((value) => ({ value })));
  return name === caret.field ? suggestValues(caret, seen) : [];
}
