import { GlacisError } from '../kernel/errors.ts';
import { plain } from './output.ts';

/** Shows the mistake in a query under the query itself; any other error comes back as it is. */
export function pointedOut(error: unknown, query: string): unknown {
  if (!(error instanceof GlacisError) || error.code !== 'bad_query') return error;
  const { at, end } = error.details ?? {};
  if (typeof at !== 'number' || typeof end !== 'number') return error;
  const before = plain(query.slice(0, at));
  const marked = plain(query.slice(at, end));
  const caret = `${' '.repeat(before.length)}${'^'.repeat(Math.max(1, marked.length))}`;
  const hint = [before + marked + plain(query.slice(end)), caret, ...(error.hint === undefined ? [] : [plain(error.hint)])].join('\n  ');
  return new GlacisError({ code: error.code, status: error.status, exit: error.exit, message: error.message, hint, details: { ...error.details }, cause: error });
}
