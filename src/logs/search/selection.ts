import type { z } from 'zod';
import { errors } from '../../kernel/errors.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { EventsQuery } from '../contract.ts';
import type { Query } from '../query/ast.ts';
import { compileQuery, type Condition } from '../query/compile.ts';
import { parseQuery } from '../query/parse.ts';

/** Which events somebody asks for: a query and a half-open range of event time in ms, an absent end meaning all time. */
export type Selection = { query: Query; text: string; from: number | undefined; to: number | undefined; by: Principal };

/** @throws {GlacisError} `bad_query`; `invalid` when the range ends before it begins. */
export function readSelection({ query, from, to }: z.infer<typeof EventsQuery>, by: Principal): Selection {
  const [start, end] = [from, to].map((text) => (text === undefined ? undefined : Date.parse(text)));
  if (start !== undefined && end !== undefined && start > end) throw errors.invalid({ what: '`from` must not be after `to`.' });
  return { query: parseQuery(query), text: query, from: start && within(start), to: end && within(end), by };
}

/** The event store's times are from 1970 to 2262; what lies beyond begins or ends there. */
const within = (time: number): number => Math.min(Math.max(time, 0), Date.UTC(2262, 0, 1) - 1);

/** The condition that a selection compiles to; never without the scope of who asks. */
export const conditionOf = ({ query, from, to, by }: Selection): Condition => compileQuery(query, { sources: by.sources, from, to });
