import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv } from './csv.ts';
import { readIdentityRows } from './identity-rows.ts';

describe('CSV', () => {
  test('is read as spreadsheets write it', () => {
    expect(readCsv('\ufeffname,accounts\r\n"Doe, ""JD"" Jane",jane\r\n\r\n"two\nlines",x\n')).toEqual([
      { line: 1, cells: ['name', 'accounts'] },
      { line: 2, cells: ['Doe, "JD" Jane', 'jane'] },
      { line: 4, cells: ['two\nlines', 'x'] },
    ]);
  });

  test('holds whatever a cell holds', () => {
    fc.assert(fc.property(fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
      const text = rows.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n');
      expect(readCsv(text).map(({ cells }) => cells)).toEqual(rows);
    }));
  });

  test.for([['a,"b', 'not closed'], ['a\n"b"c', 'behind its quote']] as const)('%j is refused', ([text, reason]) => {
    expect(() => readCsv(text)).toThrow(reason);
  });
});

describe('a list of identities', () => {
  const one = (row: string, head = 'name,kind,accounts,departed,networks,hours') => readIdentityRows(`${head}\n${row}\n`);

  test('has a person or service account a row', () => {
    expect(one('Alice Doe,,alice;CORP\\alice,2026-03-31,10.1.2.3/8;2001:db8::/32,Europe/Berlin 08:00-18:00 12345').rows).toEqual([
      {
        line: 2, name: 'Alice Doe', accounts: ['alice', 'CORP\\alice'],
        said: {
          kind: 'person', name: 'Alice Doe', departedAt: '2026-03-31T00:00:00.000Z',
          networks: ['10.0.0.0/8', '2001:db8::/32'], hours: { zone: 'Europe/Berlin', from: 480, to: 1_080, days: [1, 2, 3, 4, 5] },
        },
      },
    ]);
    expect(one('Robot,service,deploy,,,').rows[0]?.said).toEqual({ name: 'Robot', kind: 'service', departedAt: null, hours: null, networks: [] });
  });

  test('needs only names and accounts', () => {
    expect(one('alice,Alice', 'Accounts,NAME').rows).toEqual([{ line: 2, name: 'Alice', accounts: ['alice'], said: { name: 'Alice' } }]);
  });

  test.for([
    ['Alice,robot,alice,,,', 'kind is "robot"'],
    ['Alice,,,,,', 'accounts is empty'],
    [',,alice,,,', 'name: Too small'],
    ['Alice,,alice,yesterday,,', 'departed: "yesterday"'],
    ['Alice,,alice,,office,', 'networks: "office"'],
    ['Alice,,alice,,,9 to 5', 'hours: "9 to 5"'],
    ['Alice,,alice,,,Mars/Olympus 08:00-18:00 1', 'hours: "Mars'],
    ['Alice,,alice,,,UTC 25:00-18:00 1', 'hours: Too big'],
    ['=HYPERLINK("x"),,alice,,,', 'name begins with "="'],
    ['Alice,,bob;@SUM(A1),,,', 'accounts begins with "@"'],
    ['Alice,,alice,,,,more', 'it has 7 cells'],
  ] as const)('%j is refused with the reason, and the others are taken', ([row, reason]) => {
    const { rows, rejected } = one(`${row}\nBob,,bob,,,`);
    expect(rejected).toEqual([{ line: 2, reason: expect.stringContaining(reason) }]);
    expect(rows.map(({ name }) => name)).toEqual(['Bob']);
  });

  test.for([['name,account', 'no column "account"'], ['name', '"accounts" is missing']] as const)('the head %j is refused', ([head, reason]) => {
    expect(() => readIdentityRows(`${head}\nx\n`)).toThrow(reason);
  });

  test('that is empty is refused', () => {
    expect(() => readIdentityRows('')).toThrow('"name" is missing');
  });
});
