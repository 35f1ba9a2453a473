/** Values of a statement by name, for the client's `query_params`. */
export type Params = Record<string, string | number | readonly string[] | readonly number[]>;

type Type = 'String' | 'Array(String)' | 'Array(UInt32)' | 'UInt32' | 'IPv6' | 'Decimal(38, 6)' | "DateTime64(3, 'UTC')" | 'UInt64';

/** Collects values and gives the placeholder of each: nothing that a user wrote ever stands in the SQL itself. */
export function collectParams(prefix = 'p') {
  const values: Params = {};
  let count = 0;
  return {
    values,
    add(type: Type, value: Params[string]): string {
      const name = `${prefix}${count}`;
      count += 1;
      values[name] = value;
      return `{${name}:${type}}`;
    },
  };
}

export type ParamCollector = ReturnType<typeof collectParams>;

/** A time as DateTime64(3) is written. */
export const dateTime = (ms: number): string => new Date(ms).toISOString().slice(0, 23).replace('T', ' ');
