import type { Entry } from '../../kernel/tar.ts';

/** A file holds some MiB of lines at most: whoever writes or checks an archive keeps one in memory. */
const FULL_BYTES = 4 * 1024 ** 2;

export const jsonFile = (name: string, value: unknown): Entry => ({ name, body: Buffer.from(`${JSON.stringify(value, null, 2)}\n`) });

/** Rows as NDJSON, in as many files as it takes: `evidence/claims-0001.ndjson`; none where there are no rows. */
export async function* lineFiles(name: string, pages: AsyncIterable<readonly unknown[]>): AsyncGenerator<Entry, void, undefined> {
  let lines: string[] = [];
  let bytes = 0;
  let part = 0;
  const file = (): Entry => {
    part += 1;
    const body = Buffer.from(lines.join(''));
    [lines, bytes] = [[], 0];
    return { name: `${name}-${String(part).padStart(4, '0')}.ndjson`, body };
  };
  for await (const page of pages) {
    for (const row of page) {
      const line = `${JSON.stringify(row)}\n`;
      lines.push(line);
      bytes += line.length;
      if (bytes >= FULL_BYTES) yield file();
    }
  }
  if (lines.length > 0) yield file();
}
