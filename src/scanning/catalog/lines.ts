const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Walks over the lines of a text in bytes without making texts of those that nobody wants. A carriage return at the end of a line is no part of it. */
export class LineCursor {
  readonly bytes: Buffer;
  /** Where the current line begins, and where it ends (without its line end). */
  start = 0;
  end = 0;
  private following = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Goes to the next line; false behind the last one. */
  next(): boolean {
    if (this.following >= this.bytes.length) return false;
    this.start = this.following;
    const at = this.bytes.indexOf(NEWLINE, this.start);
    this.end = at < 0 ? this.bytes.length : at;
    this.following = this.end + 1;
    if (this.end > this.start && this.bytes[this.end - 1] === RETURN) this.end -= 1;
    return true;
  }

  /** The first byte of the line; 0 where it is empty. */
  get first(): number {
    return this.end > this.start ? (this.bytes[this.start] ?? 0) : 0;
  }

  /** The line, or what stands `from` bytes behind its beginning. */
  text(from = 0): string {
    return this.bytes.toString('utf8', this.start + from, this.end);
  }
}
