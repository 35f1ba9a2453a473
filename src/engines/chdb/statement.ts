/** One statement with everything that ClickHouse's HTTP interface passes beside it. */
export type Statement = {
  sql: string;
  queryId: string;
  database: string | undefined;
  /** Format of the answer when the statement names none. */
  format: string;
  settings: ReadonlyMap<string, string>;
  /** Values of `{name:Type}`, in ClickHouse's escaped form, as they stand in the URL. */
  params: ReadonlyMap<string, string>;
  /** `wait_end_of_query`: answer only when the whole result is there, so that an error is never half an answer. */
  whole: boolean;
};

/** Parameters of the URL that are not settings of the engine: of the HTTP layer, or of accounts that chDB lacks. */
const OF_THE_INTERFACE = new Set([
  'query', 'query_id', 'database', 'default_format', 'wait_end_of_query', 'user', 'password', 'role', 'compress', 'decompress',
  'enable_http_compression', 'http_zlib_compression_level', 'buffer_size', 'http_response_buffer_size',
  'send_progress_in_http_headers', 'http_headers_progress_interval_ms', 'http_write_exception_in_output_format',
  'cancel_http_readonly_queries_on_client_close', 'glacis_file',
]);

/** Reads what stands in the URL; `sql` is the text given there and in the body. */
export function readStatement(url: URLSearchParams, sql: string, queryId: string): Statement {
  const settings = new Map<string, string>();
  const params = new Map<string, string>();
  for (const [name, value] of url) {
    if (name.startsWith('param_')) params.set(name.slice('param_'.length), value);
    else if (!OF_THE_INTERFACE.has(name)) settings.set(name, value);
  }
  return {
    sql: killByMark(sql),
    queryId,
    database: url.get('database') ?? undefined,
    format: url.get('default_format') ?? 'TabSeparated',
    settings,
    params,
    whole: url.get('wait_end_of_query') === '1',
  };
}

/**
 * The statements that give a fresh connection its database, settings and parameters. `readonly` comes last, since
 * nothing can be set after it; the query's id travels as its log comment, because chDB chooses ids itself.
 */
export function preparation(statement: Statement): string[] {
  const assignments = [`log_comment = ${literal(statement.queryId)}`];
  for (const [name, value] of statement.params) assignments.push(`${identifier(`param_${name}`)} = ${literal(value)}`);
  for (const [name, value] of statement.settings) if (name !== 'readonly') assignments.push(`${identifier(name)} = ${literal(value)}`);
  const readonly = statement.settings.get('readonly');
  if (readonly !== undefined) assignments.push(`readonly = ${literal(readonly)}`);
  const use = statement.database === undefined ? [] : [`USE ${quoted(statement.database)}`];
  return [...use, `SET ${assignments.join(', ')}`];
}

/**
 * What `readonly` leaves open in an embedded engine, which keeps no directory of files for users: a function that reads any
 * file of the machine, and a clause that writes one. No statement of ours names either.
 */
const FILES = /\b(?:file|outfile)\b/i;

/** @throws {EngineError} READONLY for a reading statement that would reach files. */
export function refuseFiles({ sql, settings }: Statement): void {
  if (settings.has('readonly') && FILES.test(sql)) throw new EngineError(164, 'READONLY', 'Files are not reached by a statement that only reads');
}

/** Stops a running statement by the id that its sender gave it. ASYNC, because SYNC hangs in chDB. */
export const killStatement = (queryId: string): string => `KILL QUERY WHERE ${MARK} = ${literal(queryId)} ASYNC`;

const MARK = "Settings['log_comment']";

/** `KILL QUERY WHERE query_id = …` as clients write it, aimed at the mark that carries the id here. */
const killByMark = (sql: string): string => sql.replace(/^\s*KILL\s+QUERY\s+WHERE\s+query_id\s*=/i, `KILL QUERY WHERE ${MARK} =`);

/** `INSERT … FORMAT X`, whose rows come in the body, made to read them from a file; undefined for any other statement. */
export function insertFrom(sql: string): ((file: string) => string) | undefined {
  const match = /^(\s*INSERT\b[\s\S]*?)\s(FORMAT\s+\w+)[\s;]*$/i.exec(sql);
  return match ? (file) => `${match[1]} FROM INFILE ${literal(file)} ${match[2]}` : undefined;
}

const literal = (text: string): string => `'${text.replace(/[\\']/g, (char) => `\\${char}`)}'`;
const quoted = (name: string): string => `\`${name.replace(/[\\`]/g, (char) => `\\${char}`)}\``;

function identifier(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name)) {
    throw new EngineError(115, 'UNKNOWN_SETTING', `${JSON.stringify(name.slice(0, 40))} is not a name of a setting or parameter`);
  }
  return name;
}

/** An error of the engine, or of its interface in the engine's words. */
export class EngineError extends Error {
  readonly code: number;

  constructor(code: number, type: string, message: string) {
    super(`Code: ${code}. DB::Exception: ${message}. (${type})`);
    this.code = code;
  }
}

/** The error code in a message of the engine; 1000 (POCO_EXCEPTION) where it has none. */
export function codeOf(error: unknown): number {
  if (error instanceof EngineError) return error.code;
  const match = /^Code: (\d+)\./.exec(error instanceof Error ? error.message : String(error));
  return match ? Number(match[1]) : 1000;
}
