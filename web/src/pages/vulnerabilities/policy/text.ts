import { Document, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { Policy } from '../../../../../src/vulnerabilities/contract.ts';

export type Wrong = { line: number; says: string };
export type ReadPolicy = { policy: Policy; wrong: readonly [] } | { policy: undefined; wrong: readonly Wrong[] };

/** Longer than any policy is. */
const MOST = 200_000;

/** A policy as text that people edit; JSON is YAML, too. */
export function writePolicy(policy: Policy): string {
  const document = new Document(policy);
  // Days and weekdays stand on one line.
  visit(document, { Seq: (_key, list) => { list.flow = list.items.every((item) => isScalar(item)); } });
  return document.toString({ lineWidth: 140 });
}

/** No policy needs aliases, and they can grow without end: with one it is nothing. */
function valueOf(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    return undefined;
  }
}

/** Reads a policy, or says at which lines what is wrong with it. */
export function readPolicy(text: string): ReadPolicy {
  if (text.length > MOST) return { policy: undefined, wrong: [{ line: 1, says: 'A policy is shorter than this.' }] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) return { policy: undefined, wrong: document.errors.map(({ pos, message }) => ({ line: lines.linePos(pos[0]).line, says: message })) };
  const parsed = Policy.safeParse(valueOf(document));
  if (parsed.success) return { policy: parsed.data, wrong: [] };
  return { policy: undefined, wrong: parsed.error.issues.map(({ path, message }) => ({ line: lineOf(path), says: `${path.join('.') || 'policy'}: ${message}` })) };

  /** Of the nearest part that is there: what is missing has no line of its own. */
  function lineOf(path: readonly PropertyKey[]): number {
    for (let length = path.length; length > 0; length -= 1) {
      const node: unknown = document.getIn(path.slice(0, length), true);
      if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) && typeof node.range[0] === 'number') return lines.linePos(node.range[0]).line;
    }
    return 1;
  }
}
