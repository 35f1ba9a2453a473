import { expect, test } from 'vitest';
import { shown } from './draft.ts';

test.for([
  ['a pivot or a step back is shown', { text: 'user:bob', writing: false }, 'user:alice', 'user:alice'],
  ['what was run lands when the writer has gone on: what is written stays', { text: 'user:bob status:fa', writing: true }, 'user:bob', 'user:bob status:fa'],
  ['a space that waits for the next word stays', { text: 'user:bob ', writing: false }, 'user:bob', 'user:bob '],
  ['an empty query is shown as one', { text: 'user:bob', writing: false }, '', ''],
] as const)('%s', ([, draft, query, text]) => {
  expect(shown({ ...draft, caret: 0 }, query).text).toBe(text);
});
