import { expect, test } from 'vitest';
import { narrowed, readEvidenceView, writeEvidenceView } from './view.ts';

test('what the page shows stands in the address, and what makes no sense there is the usual', () => {
  const words = { show: 'claims', which: 'outside', q: 'leak', fact: 'boundary.leaks', do: 'say' };
  expect(writeEvidenceView(readEvidenceView(words))).toEqual(words);
  expect(writeEvidenceView(readEvidenceView({ show: 'nothing', which: 'such', do: 'harm' }))).toEqual({});
});

test('facts are found by words of their id and meaning, and by whether they are known', () => {
  const facts = [{ id: 'logs.sources', meaning: 'Sources that send logs', known: true, measured: true }, { id: 'boundary.leaks', meaning: 'Cells that leak', known: false, measured: false }];
  const ids = (view: Parameters<typeof narrowed>[1]) => narrowed(facts, view).map(({ id }) => id);
  expect(ids({ which: 'all', search: 'SEND log' })).toEqual(['logs.sources']);
  expect(ids({ which: 'unknown', search: '' })).toEqual(['boundary.leaks']);
  expect(ids({ which: 'outside', search: 'logs' })).toEqual([]);
});
