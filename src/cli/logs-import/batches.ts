import { createHash } from 'node:crypto';
import { errors } from '../../kernel/errors.ts';
import { LIMITS } from '../../logs/contract.ts';

/** What is sent at once. Its bounds depend on the content only, so that another import of the same file has the same batches. */
export type Batch = {
  /** Names this place of this content: the file's first batch and the offset in it. */
  key: string;
  body: Buffer;
  /** Lines before it, so that line numbers of an answer become those of the file. */
  linesBefore: number;
  /** The whole file: it may be a JSON array. */
  isWhole: boolean;
};

export const BATCH_BYTES = 4 * 1024 ** 2;

const LF = 0x0a;
const LONGEST = LIMITS.lineBytes;

/**
 * Cuts what a file holds into batches of whole lines. A line that no batch can hold is cut down to just over what the server takes, so that
 * it is refused and counted there like any other that is too long.
 * @throws {GlacisError} `invalid` for a JSON array that does not fit into one batch.
 */
export async function* batchesOf(chunks: AsyncIterable<Buffer>, bytes = BATCH_BYTES): AsyncGenerator<Batch, void, void> {
  let pending: Buffer = Buffer.alloc(0);
  let identity: string | undefined;
  let offset = 0;
  let linesBefore = 0;
  let isSkipping = false;

  function batch(length: number, isWhole: boolean): Batch {
    const body = pending.subarray(0, length);
    pending = pending.subarray(length);
    identity ??= createHash('sha256').update(body).digest('hex').slice(0, 32);
    const made = { key: `import ${identity} ${offset}`, body, linesBefore, isWhole };
    offset += length;
    linesBefore += countLines(body);
    return made;
  }

  for await (const chunk of chunks) {
    let rest = chunk;
    if (isSkipping) {
      const end = chunk.indexOf(LF);
      rest = end === -1 ? Buffer.alloc(0) : chunk.subarray(end);
      offset += chunk.length - rest.length;
      isSkipping = end === -1;
    }
    pending = pending.length === 0 ? rest : Buffer.concat([pending, rest]);
    while (pending.length > bytes) {
      if (offset === 0 && beginsArray(pending)) throw errors.invalid({ what: `A JSON array of more than ${bytes} bytes cannot be imported; make it lines first: jq -c '.[]'` });
      const end = pending.lastIndexOf(LF, bytes - 1);
      if (end !== -1) {
        yield batch(end + 1, false);
        continue;
      }
      const next = pending.indexOf(LF);
      const kept = pending.subarray(0, LONGEST + 1);
      const after = next === -1 ? Buffer.alloc(0) : pending.subarray(next);
      offset += pending.length - kept.length - after.length;
      pending = Buffer.concat([kept, after]);
      isSkipping = next === -1;
      if (isSkipping) break;
    }
  }
  if (pending.length > 0) yield batch(pending.length, offset === 0);
}

const beginsArray = (bytes: Buffer): boolean => /^\s*\[\s*\{/.test(bytes.subarray(0, 4_096).toString('latin1'));

function countLines(body: Buffer): number {
  let lines = 0;
  for (let at = body.indexOf(LF); at !== -1; at = body.indexOf(LF, at + 1)) lines += 1;
  return lines;
}
