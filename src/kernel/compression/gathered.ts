/** The same bytes in pieces of at least `size` each, save the last: every piece costs a way to another thread and back. */
export async function* gathered(source: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer, void, void> {
  let pieces: Buffer[] = [];
  let held = 0;
  for await (const piece of source) {
    pieces.push(piece);
    held += piece.length;
    if (held < size) continue;
    yield pieces.length === 1 ? piece : Buffer.concat(pieces, held);
    pieces = [];
    held = 0;
  }
  if (held > 0) yield Buffer.concat(pieces, held);
}
