import { createHash } from 'node:crypto';
import type { Entry } from '../../kernel/tar.ts';
import { isInTime, keyChain, namedSigners, type Link } from '../decision/bundle.ts';
import { Envelope, parsedJson, parsedPayload } from '../decision/dsse.ts';
import { ExportStatement, ExportedKeys, MANIFEST, type ExportSummary } from './contract.ts';
import { contentChecks, type Found } from './verify-contents.ts';

export type ExportChecked =
  | { is: 'sound'; summary: ExportSummary; files: number; found: Found }
  /** Something is not as it was signed. */
  | { is: 'tampered'; words: string }
  /** It may be sound, but not by a key that is trusted. */
  | { is: 'untrusted'; words: string };

/** The most files that an archive names. */
const MOST_FILES = 100_000;

/**
 * Checks an archive file by file as it is read, asking nobody: the chain of keys from a root that is trusted, the manifest's
 * signature by the key of its time, each file against it and none beside it, each decision and its place in its chain, each
 * statement from outside by the keys that it came with.
 * @param files as `readTar` gives them; what it throws means that the archive is no whole one.
 */
export async function checkExport(files: AsyncIterable<Entry>, trusted: ReadonlySet<string>): Promise<ExportChecked> {
  const sums = new Map<string, string>();
  let contents: ReturnType<typeof contentChecks> | undefined;
  let chain: ReadonlyMap<string, Link> | undefined;
  let statement: ExportStatement | undefined;
  try {
    for await (const { name, body } of files) {
      if (statement !== undefined) return tampered(`${name} stands behind the manifest.`);
      if (name === MANIFEST) {
        const signed = signedStatement(body, chain);
        if (typeof signed === 'string') return tampered(signed);
        statement = signed;
        continue;
      }
      if (sums.has(name) || sums.size >= MOST_FILES) return tampered(`${name} is there twice, or one of too many.`);
      sums.set(name, createHash('sha256').update(body).digest('hex'));
      if (name === 'decisions/keys.json') {
        const keys = keysOfExport(body);
        const known = keys && keyChain(keys.rootKey, keys.handovers);
        if (keys === undefined || known === undefined || typeof known === 'string') return tampered(`${name}: ${typeof known === 'string' ? known : 'holds no keys.'}`);
        const [root = ''] = known.keys();
        if (!trusted.has(root)) return { is: 'untrusted', words: `Its first key is ${root}, which is not one that you trust.` };
        chain = known;
        contents = contentChecks(keys, trusted);
      }
      const wrong = contents?.take(name, body);
      if (wrong !== undefined) return tampered(`${name}: ${wrong}`);
    }
  } catch (error) {
    return tampered(error instanceof Error ? error.message : String(error));
  }
  if (statement === undefined || contents === undefined) return tampered('It has no manifest: it is cut off, or no export.');
  const wrong = differing(statement, sums);
  if (wrong !== undefined) return tampered(wrong);
  return { is: 'sound', summary: statement.predicate, files: sums.size, found: contents.found() };
}

const tampered = (words: string): ExportChecked => ({ is: 'tampered', words });

/** What the manifest says, or what is wrong with it. */
function signedStatement(body: Buffer, chain: ReadonlyMap<string, Link> | undefined): ExportStatement | string {
  const envelope = Envelope.safeParse(parsedJson(body.toString('utf8'))).data;
  if (envelope === undefined || chain === undefined) return 'Its manifest cannot be read, or comes before the keys.';
  const signers = namedSigners(envelope, chain);
  if (signers.length === 0) return 'Its manifest is signed by no key of its decisions.';
  const statement = ExportStatement.safeParse(parsedPayload(envelope)).data;
  if (statement === undefined) return 'Its manifest is no statement of an export.';
  if (!signers.some((id) => isInTime(chain.get(id), Date.parse(statement.predicate.at)))) return 'Its manifest was signed by a key at a time that was not its own.';
  return statement;
}

function differing({ subject }: ExportStatement, sums: ReadonlyMap<string, string>): string | undefined {
  for (const { name, digest } of subject) {
    if (!sums.has(name)) return `${name} is missing.`;
    if (sums.get(name) !== digest.sha256) return `${name} is not as it was signed.`;
  }
  const named = new Set(subject.map(({ name }) => name));
  const extra = [...sums.keys()].find((name) => !named.has(name));
  return extra === undefined ? undefined : `${extra} was put in: the manifest does not name it.`;
}

/** The keys that `decisions/keys.json` of an archive names; undefined where it is none. */
export const keysOfExport = (body: Buffer): ExportedKeys | undefined => ExportedKeys.safeParse(parsedJson(body.toString('utf8'))).data;
