import { DrizzleQueryError } from 'drizzle-orm';
import { pino, stdSerializers, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/** Paths that may hold a secret; their values never reach the log. */
const SECRET_PATHS = [
  'req.headers.authorization', 'req.headers.cookie', 'res.headers["set-cookie"]',
  'password', 'token', 'secret', '*.password', '*.token', '*.secret',
];

/** An error as pino writes it; of a failed statement without its values, which may be secrets or what strangers wrote. */
function written(error: unknown): unknown {
  if (!(error instanceof DrizzleQueryError)) return error instanceof Error ? stdSerializers.err(error) : error;
  const { query, cause, message, stack = '' } = error;
  return { type: 'DrizzleQueryError', message: `Failed query: ${query}`, stack: stack.slice(stack.indexOf(message) + message.length), cause: written(cause) };
}

/** The server's own log: one JSON object a line, on stderr unless told otherwise. */
export function serverLog(level: string, to: DestinationStream = pino.destination({ fd: 2, sync: false })): Log {
  return pino(
    { level, base: { app: 'glacis' }, timestamp: pino.stdTimeFunctions.isoTime, redact: { paths: SECRET_PATHS, censor: '…' }, serializers: { err: written } },
    to,
  );
}
