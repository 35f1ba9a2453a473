import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import { hasShared, shared } from '../../../test/support/shared.ts';
import { execFileSync } from 'node:child_process';
import { sqliteTool } from './sqlite.ts';

const room = mkdtempSync(join(tmpdir(), 'glacis-sqlite-test-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));
const copies = mkdtempSync(join(room, 'copies-'));
const sqlite = sqliteTool({ directory: copies, limits: { bytes: 1_000_000, rows: 1_000, answerBytes: 100_000, milliseconds: 2_000 } });

let count = 0;
function database(...statements: string[]): { bytes: Buffer; wal?: Buffer } {
  const path = join(room, `db${(count += 1)}`);
  const made = new DatabaseSync(path);
  for (const statement of statements) made.exec(statement);
  const wal = statements.some((text) => text.includes('wal')) ? readFileSync(`${path}-wal`) : undefined;
  const bytes = readFileSync(path);
  made.close();
  return { bytes, ...(wal ? { wal } : {}) };
}

const TABLE = "CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)";
const QUERY = 'SELECT blob FROM Packages ORDER BY hnum';

test('rows of a database that is given as bytes', () => {
  expect(sqlite(database(TABLE, "INSERT INTO Packages(blob) VALUES ('a'), (x'0102')"), QUERY).map(({ blob }) => blob)).toEqual(['a', new Uint8Array([1, 2])]);
});

test('what is still in the log counts', () => {
  const { bytes, wal } = database('PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0', TABLE, "INSERT INTO Packages(blob) VALUES ('late')");
  expect(sqlite({ bytes, wal }, QUERY)).toEqual([{ blob: 'late' }]);
});

test('the copy is for this user only, and gone afterwards', () => {
  let modes: number[] = [];
  const watched = sqliteTool({ directory: copies, limits: { bytes: 1e6, rows: 10, answerBytes: 1e6, get milliseconds() { modes = readdirSync(copies).map((name) => statSync(join(copies, name)).mode & 0o777); return 1e6; } } });
  watched(database(TABLE), QUERY);
  expect(modes).toEqual([0o700]);
  expect(() => sqlite({ bytes: Buffer.from('no database') }, QUERY)).toThrow('not a database');
  expect(readdirSync(copies)).toEqual([]);
});

describe('a hostile database is an error, soon', () => {
  test.for<[string, () => { bytes: Buffer }, string, string]>([
    ['a view without end', () => database('CREATE VIEW Packages AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS blob, x AS hnum FROM n'), QUERY, 'more than plain tables'],
    ['a computed column', () => database('CREATE TABLE Packages (hnum INTEGER, blob GENERATED ALWAYS AS (hex(zeroblob(500000000))))'), QUERY, 'more than plain tables'],
    ['a computed column by its short name', () => database('CREATE TABLE Packages (hnum INTEGER, blob AS (hex(hnum)))'), QUERY, 'more than plain tables'],
    ['a trigger', () => database(TABLE, 'CREATE TRIGGER t AFTER INSERT ON Packages BEGIN SELECT 1; END'), QUERY, 'more than plain tables'],
    ['a virtual table', () => database('CREATE VIRTUAL TABLE Packages USING fts5(blob, hnum)'), QUERY, 'more than plain tables'],
    ['a function in the query', () => database(TABLE), 'SELECT load_extension(blob) FROM Packages', 'not authorized'],
    ['another file in the query', () => database(TABLE), "ATTACH '/etc/passwd' AS p", 'not authorized'],
    ['more rows than allowed', () => database(TABLE, `INSERT INTO Packages(blob) VALUES ${Array.from({ length: 1_001 }, () => "('x')").join()}`), QUERY, 'answers more'],
    ['a larger answer than allowed', () => database(TABLE, 'INSERT INTO Packages(blob) VALUES (zeroblob(200000))'), QUERY, 'answers more'],
    ['a larger file than allowed', () => ({ bytes: Buffer.alloc(1_000_001) }), QUERY, 'more than 1000000 bytes'],
    ['damage', () => { const { bytes } = database(TABLE, "INSERT INTO Packages(blob) VALUES ('x')"); return { bytes: bytes.fill(0xff, 100, 4_096) }; }, QUERY, 'malformed'],
  ])('%s', ([, make, query, message]) => {
    expect(() => sqlite(make(), query)).toThrow(message);
    expect(readdirSync(copies)).toEqual([]);
  });
});

describe.skipIf(!hasShared)('a real rpm database (skipped without the shared data)', () => {
  test('gives its headers', () => {
    const name = execFileSync('unzip', ['-Z1', shared('scan-fixtures/rpm/rpmdb.zip')], { encoding: 'utf8' }).split('\n').find((line) => line.endsWith('rpmdb.sqlite')) ?? '';
    const bytes = execFileSync('unzip', ['-p', shared('scan-fixtures/rpm/rpmdb.zip'), name], { maxBuffer: 1e9 });
    expect(sqliteTool()({ bytes }, QUERY).every(({ blob }) => blob instanceof Uint8Array)).toBe(true);
  });
});
