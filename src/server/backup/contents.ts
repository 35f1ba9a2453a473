import { hash } from 'node:crypto';
import type { Entry } from '../../kernel/tar.ts';

/** What a table or file holds: how many rows, and a digest of them in whatever order. */
export type Content = { rows: number; digest: bigint };
export type Contents = Map<string, Content>;

/** Adds the rows of entries of a backup to what is known of their tables; every row is a line. */
export async function addContents(contents: Contents, entries: AsyncIterable<Entry>): Promise<void> {
  for await (const { name, body } of entries) {
    const [kind = '', rest = ''] = name.split('/');
    const key = kind === 'files' ? name : `${kind}/${rest}`;
    const content = contents.get(key) ?? { rows: 0, digest: 0n };
    contents.set(key, content);
    for (let from = 0; from < body.length; ) {
      const end = kind === 'files' ? -1 : body.indexOf(0x0a, from);
      const line = body.subarray(from, end < 0 ? body.length : end);
      content.rows += 1;
      // A sum, so that the order says nothing and a row that is there twice counts twice.
      content.digest = BigInt.asUintN(64, content.digest + hash('sha256', line, 'buffer').readBigUInt64LE());
      from = end < 0 ? body.length : end + 1;
    }
  }
}

/** Names of tables and files that are not the same in both. */
export function differing(a: Contents, b: Contents): string[] {
  const names = [...new Set([...a.keys(), ...b.keys()])].toSorted();
  return names.filter((name) => a.get(name)?.rows !== b.get(name)?.rows || a.get(name)?.digest !== b.get(name)?.digest);
}

export const rowsOf = (contents: Contents, kind: 'state' | 'events'): number => [...contents].reduce((sum, [name, { rows }]) => (name.startsWith(`${kind}/`) ? sum + rows : sum), 0);
