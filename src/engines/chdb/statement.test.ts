import { expect, test } from 'vitest';
import { codeOf, EngineError, insertFrom, killStatement, preparation, readStatement, refuseFiles } from './statement.ts';

const read = (query: string, sql = 'SELECT 1') => readStatement(new URLSearchParams(query), sql, 'the-id');

test('settings, parameters and the database stand before the statement; readonly last, since it closes the door', () => {
  const statement = read('readonly=1&max_execution_time=5&param_name=it%27s%5Cn&database=logs&default_format=JSON');
  expect(preparation(statement)).toEqual([
    'USE `logs`',
    "SET log_comment = 'the-id', param_name = 'it\\'s\\\\n', max_execution_time = '5', readonly = '1'",
  ]);
  expect(statement.format).toBe('JSON');
});

test('what belongs to the HTTP layer or to accounts is no setting', () => {
  expect(preparation(read('query=SELECT+1&query_id=x&wait_end_of_query=1&user=default&password=secret&enable_http_compression=0'))).toEqual(["SET log_comment = 'the-id'"]);
});

test.for(['a=1&x%20y=2', 'param_a%3B=1', '%27=1'])('a name that could end the statement is refused: %s', (query) => {
  expect(() => preparation(read(query))).toThrow('is not a name');
});

test('a database name cannot leave its quotes', () => {
  expect(preparation(read('database=a%60%3B+DROP+DATABASE+b'))[0]).toBe('USE `a\\`; DROP DATABASE b`');
});

test.for(["SELECT file('/etc/passwd')", 'SELECT `file`(x)', "SELECT 1 INTO/**/OUTFILE '/tmp/x'", "DESCRIBE TABLE file('/etc/passwd')"])('reading reaches no files: %s', (sql) => {
  expect(() => refuseFiles(read('readonly=1', sql))).toThrow('READONLY');
  expect(() => refuseFiles(read('', sql))).not.toThrow();
  expect(() => refuseFiles(read('readonly=1&param_p0=file', 'SELECT profile FROM files WHERE x = {p0:String}'))).not.toThrow();
});

test('a kill by query id finds the mark that carries the id here', () => {
  expect(read('', 'KILL QUERY WHERE query_id = {id:String} ASYNC').sql).toBe("KILL QUERY WHERE Settings['log_comment'] = {id:String} ASYNC");
  expect(killStatement("o'brien")).toBe("KILL QUERY WHERE Settings['log_comment'] = 'o\\'brien' ASYNC");
});

test.for([
  ['INSERT INTO t (a, b) FORMAT Native', "INSERT INTO t (a, b) FROM INFILE '/f' FORMAT Native"],
  ['insert into t\nformat JSONEachRow\n', "insert into t FROM INFILE '/f' format JSONEachRow"],
  ['INSERT INTO t SELECT 1', undefined],
  ["INSERT INTO t VALUES ('FORMAT x')", undefined],
  ['SELECT 1 FORMAT Native', undefined],
] as const)('the rows of %s come from a file: %s', ([sql, expected]) => {
  expect(insertFrom(sql)?.('/f')).toBe(expected);
});

test('the code of an error is the one that the engine gave', () => {
  expect(codeOf(new Error('Code: 62. DB::Exception: Syntax error. (SYNTAX_ERROR)'))).toBe(62);
  expect(codeOf(new EngineError(516, 'AUTHENTICATION_FAILED', 'no'))).toBe(516);
  expect(codeOf(new Error('Code word'))).toBe(1000);
});
