import { AssetKind, OwnerRule } from '../../../../../src/inventory/contract.ts';

/** A rule as it is typed. */
export type RuleDraft = { name: string; kind: string; match: string; namespace: string; owner: string; environment: string; internetFacing: string };

export const draftOfRule = (rule: OwnerRule | undefined): RuleDraft => ({
  name: rule?.name ?? '', kind: rule?.kind ?? '', match: rule?.match ?? '', namespace: rule?.namespace ?? '', owner: rule?.owner ?? '', environment: rule?.environment ?? '',
  internetFacing: rule?.internetFacing === true ? 'yes' : rule?.internetFacing === false ? 'no' : '',
});

/** The rule that was typed; undefined while it is none: it needs a name, what it fits, and something that it says. */
export function ruleOf({ kind, namespace, owner, environment, internetFacing, ...rest }: RuleDraft): OwnerRule | undefined {
  const word = (text: string): string | null => text.trim() || null;
  const rule = OwnerRule.safeParse({
    name: rest.name.trim(), match: rest.match.trim(), kind: AssetKind.safeParse(kind).data ?? null, namespace: word(namespace), owner: word(owner), environment: word(environment),
    internetFacing: internetFacing === '' ? null : internetFacing === 'yes',
  }).data;
  return rule === undefined || (rule.owner === null && rule.environment === null && rule.internetFacing === null) ? undefined : rule;
}

/** A list with one entry a step earlier or later. */
export function moved<T>(list: readonly T[], index: number, step: -1 | 1): T[] {
  const to = index + step;
  const next = [...list];
  const entry = next[index];
  if (entry === undefined || to < 0 || to >= list.length) return next;
  next.splice(index, 1);
  next.splice(to, 0, entry);
  return next;
}
