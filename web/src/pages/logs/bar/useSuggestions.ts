import { useQuery } from '@tanstack/react-query';
import { completionsQuery, fieldsQuery } from '../../../api/events.ts';
import { useStored } from '../../../ui/stored.ts';
import { caretIn } from '../query/caret.ts';
import { history } from './history.ts';
import { suggestFields, suggestQueries, suggestValues, type Suggestion } from './suggest.ts';
import { useSettled } from '../../../ui/useSettled.ts';

const PAUSE_MS = 120;

type Offer = {
  items: readonly Suggestion[];
  /** More may come for just this text: the writer paused a moment ago, or the server has not answered yet. */
  awaited: boolean;
};

const nothing: Offer = { items: [], awaited: false };

/** What fits at the caret. Values are asked for when the writer pauses. */
export function useSuggestions(query: string, at: number, open: boolean): Offer {
  const earlier = useStored(history);
  const { data: fields = [], isLoading: learning } = useQuery(fieldsQuery);
  const caret = open ? caretIn(query, at) : null;
  const field = caret?.in === 'value' ? fields.find(({ name }) => name === caret.field.toLowerCase()) : undefined;
  const listed = caret?.in === 'value' ? field?.values : undefined;
  const wanted = caret?.in === 'value' && !listed ? `${caret.field}\n${caret.prefix}` : '';
  const asked = useSettled(wanted, PAUSE_MS);
  const [name = '', prefix = ''] = asked.split('\n');
  const { data: seen = [], isLoading: asking } = useQuery({ ...completionsQuery(name, prefix), enabled: name !== '' });

  if (caret === null) return nothing;
  if (query.trim() === '') return { items: suggestQueries(query, earlier), awaited: false };
  if (caret.in === 'field') return caret.prefix === '' ? nothing : { items: suggestFields(caret, fields), awaited: learning };
  if (listed) return { items: suggestValues(caret, listed.map((value) => ({ value }))), awaited: false };
  return { items: name === caret.field ? suggestValues(caret, seen) : [], awaited: learning || asked !== wanted || asking };
}
