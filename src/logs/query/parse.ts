import { errors } from '../../kernel/errors.ts';
import { LIMITS } from '../contract.ts';
import type { Query } from './ast.ts';
import { Parser } from './parser.ts';
import { Trouble } from './trouble.ts';

/** How many mistakes in one query are mended for the proposed fix. */
const MAX_REPAIRS = 12;

/**
 * Reads a query (docs/search.md). The empty text asks for every event.
 * @throws {GlacisError} `bad_query` with the place of the mistake (UTF-16 offsets) and, if there is one, a fix that parses.
 */
export function parseQuery(text: string): Query {
  const query = attempt(text);
  if (!(query instanceof Trouble)) return query;
  const { message, at, end } = query;
  const fix = repair(text, query);
  throw errors.badQuery({ message, at, end, ...(fix === undefined ? {} : { fix }) });
}

function attempt(text: string): Query | Trouble {
  try {
    if (text.length > LIMITS.queryChars) throw new Trouble(`A query has at most ${LIMITS.queryChars} characters.`, LIMITS.queryChars, text.length);
    if (!text.isWellFormed()) throw new Trouble('This is not well-formed Unicode.', 0, text.length);
    return new Parser(text).query();
  } catch (error) {
    if (error instanceof Trouble) return error;
    throw error;
  }
}

/** Replaces as each trouble says until the text parses; undefined when that leads nowhere. */
function repair(text: string, first: Trouble): string | undefined {
  let [draft, trouble] = [text, first];
  for (let repairs = 0; repairs < MAX_REPAIRS; repairs += 1) {
    if (!trouble.mend) return undefined;
    const { by, from, to } = trouble.mend;
    const mended = (draft.slice(0, from) + by + draft.slice(to)).trim();
    const query = attempt(mended);
    if (!(query instanceof Trouble)) return mended === '' ? undefined : mended;
    [draft, trouble] = [mended, query];
  }
  return undefined;
}
