import { createHash, type KeyObject } from 'node:crypto';
import { tarEnd, tarEntry, type Entry } from '../../kernel/tar.ts';
import { STATEMENT_TYPE, seal } from '../decision/dsse.ts';
import { canonical } from '../gate/digest.ts';
import { EXPORT_TYPE, MANIFEST, type ExportStatement, type ExportSummary } from './contract.ts';

/**
 * Files as the bytes of a tar archive, piece by piece; after them their sums as `sha256sum -c` takes them, and a statement of
 * all, signed, which is last: what is cut off has none.
 */
export async function* packed(files: AsyncIterable<Entry>, summary: ExportSummary, key: KeyObject): AsyncGenerator<Buffer, void, undefined> {
  const subject: ExportStatement['subject'] = [];
  const add = (file: Entry): Buffer[] => {
    subject.push({ name: file.name, digest: { sha256: createHash('sha256').update(file.body).digest('hex') } });
    return tarEntry(file);
  };
  for await (const file of files) yield* add(file);
  yield* add({ name: 'SHA256SUMS', body: Buffer.from(subject.map(({ name, digest }) => `${digest.sha256}  ${name}\n`).join('')) });
  const statement: ExportStatement = { _type: 'https://in-toto.io/Statement/v1', subject, predicateType: EXPORT_TYPE, predicate: summary };
  const envelope = seal(STATEMENT_TYPE, Buffer.from(canonical(statement)), key);
  yield* tarEntry({ name: MANIFEST, body: Buffer.from(`${JSON.stringify(envelope)}\n`) });
  yield tarEnd();
}
