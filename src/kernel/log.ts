import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/** Paths that may hold a secret; their values never reach the log. */
const SECRET_PATHS = [
  'req.headers.authorization', 'req.headers.cookie', 'res.headers["set-cookie"]',
  'password', 'token', 'secret', '*.password', '*.token', '*.secret',
];

/** The server's own log: one JSON object a line, on stderr unless told otherwise. */
export function serverLog(level: string, to: DestinationStream = pino.destination({ fd: 2, sync: false })): Log {
  return pino(
    { level, base: { app: 'glacis' }, timestamp: pino.stdTimeFunctions.isoTime, redact: { paths: SECRET_PATHS, censor: '…' } },
    to,
  );
}
