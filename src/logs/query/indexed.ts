import type { Query } from './ast.ts';
import type { Place } from './fields.ts';
import { exactText } from './glob.ts';
import { COLUMNS } from './sql/columns.ts';
import { onlyAddress } from './sql/values.ts';
import { wholeTokens } from './sql/words.ts';

/** Whether an index leads to the rows that a query asks for, so that the others are never looked at. */
export function isIndexed(query: Query): boolean {
  switch (query.is) {
    case 'and':
      return query.terms.some(isIndexed);
    case 'or':
      return query.terms.every(isIndexed);
    case 'contains':
      return query.field.name === 'raw' && wholeTokens(query.glob).length > 0;
    case 'matches':
      return isObserved(query.field.place) && Boolean(exactText(query.glob));
    case 'range':
      return isObserved(query.field.place) && onlyAddress(query) !== undefined;
    case 'all':
    case 'not':
    case 'exists':
      return false;
  }
}

const isObserved = (place: Place): boolean =>
  place.is === 'observable' || (place.is === 'column' && COLUMNS[place.column].observable !== undefined);
