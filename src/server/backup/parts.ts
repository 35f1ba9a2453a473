const NEWLINE = 10;
/** What one entry of lines holds at most, give or take a line; also what one COPY or INSERT of a restore carries. */
const PART = 8 * 1024 ** 2;

/** Cuts a stream of lines into parts of whole lines, and counts them. */
export async function* parts(lines: AsyncIterable<Buffer>, size = PART): AsyncGenerator<{ body: Buffer; rows: number }, void, undefined> {
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of lines) {
    held.push(chunk);
    bytes += chunk.length;
    if (bytes < size || !chunk.includes(NEWLINE)) continue;
    const all = Buffer.concat(held, bytes);
    const end = all.lastIndexOf(NEWLINE) + 1;
    yield part(all.subarray(0, end));
    held = [Buffer.from(all.subarray(end))];
    bytes = all.length - end;
  }
  if (bytes > 0) yield part(Buffer.concat(held, bytes));
}

function part(body: Buffer): { body: Buffer; rows: number } {
  let rows = 0;
  for (let at = body.indexOf(NEWLINE); at >= 0; at = body.indexOf(NEWLINE, at + 1)) rows += 1;
  return { body, rows };
}
