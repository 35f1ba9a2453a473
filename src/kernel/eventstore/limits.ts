import type { ClickHouseSettings } from '@clickhouse/client';

/** What one read may cost. The engine stops it at the first that is reached. */
export type Limits = {
  seconds: number;
  memoryBytes: number;
  /** Rows and bytes of the answer. */
  resultRows: number;
  resultBytes: number;
  /** Rows that may be looked at; 0 = any number. */
  readRows: number;
};

/** For an answer that is held in memory. */
export const ROWS_LIMITS: Limits = {
  seconds: 30, memoryBytes: 1024 ** 3, resultRows: 100_000, resultBytes: 256 * 1024 ** 2, readRows: 0,
};

/** For an answer that passes through, such as an export. */
export const STREAM_LIMITS: Limits = {
  seconds: 3_600, memoryBytes: 1024 ** 3, resultRows: 1_000_000_000, resultBytes: 1024 ** 4, readRows: 0,
};

/**
 * The settings of a read. `readonly` closes table functions that reach files and the network (the embedded engine's interface
 * closes the rest that reaches files), and lets the server stop the query when we hang up. Integers of 64 bits come as JSON numbers: exact up to 2^53, `toString()` larger ones.
 */
export const readSettings = (limits: Limits): ClickHouseSettings => ({
  readonly: '1',
  max_execution_time: limits.seconds,
  max_memory_usage: String(limits.memoryBytes),
  max_result_rows: String(limits.resultRows),
  max_result_bytes: String(limits.resultBytes),
  max_rows_to_read: String(limits.readRows),
  result_overflow_mode: 'throw',
  timeout_overflow_mode: 'throw',
  read_overflow_mode: 'throw',
  output_format_json_quote_64bit_integers: 0,
  cancel_http_readonly_queries_on_client_close: 1,
});
