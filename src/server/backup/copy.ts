import { Readable } from 'node:stream';
import type pg from 'pg';

/** What `pg` has for COPY and its types do not say (lib/connection.js). */
type CopyConnection = pg.Connection & {
  sendCopyFromChunk(chunk: Uint8Array): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
};

/** The bytes that a `COPY … TO STDOUT` gives, as they come. */
export function copyOut(client: pg.ClientBase, sql: string): AsyncIterable<Buffer> {
  let connection: pg.Connection | undefined;
  const out = new Readable({ highWaterMark: 1024 ** 2, read: () => void connection?.stream.resume() });
  client.query({
    submit(to: pg.Connection) {
      connection = to;
      to.query(sql);
    },
    handleCopyData(message: { chunk: Buffer }) {
      // The parser uses its memory again.
      if (!out.push(Buffer.from(message.chunk))) connection?.stream.pause();
    },
    handleCommandComplete() {},
    handleReadyForQuery: () => void out.push(null),
    handleError: (error: Error) => void out.destroy(error),
  });
  return out;
}

/** Runs a `COPY … FROM STDIN` with these bytes. @returns how many rows it stored. */
export function copyIn(client: pg.ClientBase, sql: string, body: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    let rows = 0;
    client.query({
      submit: (to: pg.Connection) => to.query(sql),
      handleCopyInResponse(connection: CopyConnection) {
        connection.sendCopyFromChunk(body);
        connection.endCopyFrom();
      },
      handleCommandComplete(message: { text: string }) {
        rows = Number(/^COPY (\d+)$/.exec(message.text)?.[1] ?? Number.NaN);
      },
      handleReadyForQuery: () => resolve(rows),
      handleError: reject,
    });
  });
}
