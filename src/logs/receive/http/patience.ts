import type { Readable } from 'node:stream';
import { errors } from '../../../kernel/errors.ts';

/**
 * The chunks of a request's body. The stream is left open whatever happens, so that an answer can still be sent.
 * @throws {GlacisError} `slow_body` when nothing comes for so long, `invalid` when the client went away.
 */
export async function* patiently(body: Readable, idleMs: number): AsyncGenerator<Buffer, void, void> {
  const chunks = body.iterator({ destroyOnReturn: false });
  let timer: NodeJS.Timeout | undefined;
  try {
    for (;;) {
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(errors.slowBody({ seconds: idleMs / 1_000 })), idleMs);
      });
      const next: IteratorResult<Buffer, void> = await Promise.race([chunks.next(), late]);
      clearTimeout(timer);
      if (next.done === true) return;
      yield next.value;
    }
  } catch (error) {
    throw body.destroyed ? errors.invalid({ what: 'The body ends too early: the connection was closed.' }) : error;
  } finally {
    clearTimeout(timer);
    // Lets go of the stream at once, so that another may read on; where a chunk is still awaited, when it comes.
    void chunks.return?.();
  }
}

/**
 * Reads the rest of a body and throws it away, so that a client that writes before it reads gets its answer.
 * False when it is longer than `bytes` or takes longer than `ms`.
 */
export async function drain(body: Readable, { bytes, ms }: { bytes: number; ms: number }): Promise<boolean> {
  if (body.readableEnded || body.destroyed) return body.readableEnded;
  return new Promise((resolve) => {
    let read = 0;
    const finish = (isWhole: boolean) => {
      clearTimeout(timer);
      body.off('data', count).off('end', ended).off('close', gone).off('error', gone);
      if (!isWhole) body.pause();
      resolve(isWhole);
    };
    const ended = () => finish(true);
    const gone = () => finish(false);
    const count = (chunk: Buffer) => {
      read += chunk.length;
      if (read > bytes) finish(false);
    };
    const timer = setTimeout(gone, ms);
    body.on('data', count).once('end', ended).once('close', gone).once('error', gone);
    body.resume();
  });
}
