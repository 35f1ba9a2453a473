import type { AssetKind, OwnerRule } from '../contract.ts';

/** What rules look at. */
export type Owned = { kind: AssetKind; name: string; lineage: string; namespaces: readonly string[] };

/** A glob in which `*` stands for any text, over the whole of a text. Matched without a regular expression: a rule is typed by people and must not be slow. */
export function fits(glob: string, text: string): boolean {
  const [first = '', ...rest] = glob.split('*');
  if (rest.length === 0) return glob === text;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** The first rule that fits an asset. */
export const ruleFor = (rules: readonly OwnerRule[], { kind, name, lineage, namespaces }: Owned): OwnerRule | undefined =>
  rules.find((rule) =>
    (rule.kind === null || rule.kind === kind)
    && (fits(rule.match, name) || fits(rule.match, lineage))
    && (rule.namespace === null || namespaces.some((namespace) => fits(rule.namespace ?? '', namespace))));
