import { z } from 'zod';
import type { VexStatement, VexStatus } from './statement.ts';

const text = z.string().max(8_192);
const ids = z.array(text).max(100_000).optional();
const Product = z.object({ product_id: text, product_identification_helper: z.object({ purl: text.optional() }).optional() });
type Branch = { product?: z.infer<typeof Product> | undefined; branches?: Branch[] | undefined };
const Branch: z.ZodType<Branch> = z.lazy(() => z.object({ product: Product.optional(), branches: z.array(Branch).max(100_000).optional() }));

const Csaf = z.object({
  document: z.object({ csaf_version: text, tracking: z.object({ current_release_date: text.optional() }).optional() }),
  product_tree: z.object({
    branches: z.array(Branch).max(100_000).optional(),
    full_product_names: z.array(Product).max(100_000).optional(),
    relationships: z.array(z.object({ product_reference: text, relates_to_product_reference: text, full_product_name: z.object({ product_id: text }) })).max(100_000).optional(),
  }).optional(),
  vulnerabilities: z.array(z.object({
    cve: text.optional(),
    ids: z.array(z.object({ text: text })).max(1_000).optional(),
    product_status: z.object({ known_not_affected: ids, known_affected: ids, fixed: ids, first_fixed: ids, under_investigation: ids }).optional(),
    threats: z.array(z.object({ category: text, details: text })).max(100_000).optional(),
    flags: z.array(z.object({ label: text })).max(100_000).optional(),
  })).max(100_000).optional(),
});

/** Deepest nesting of branches: the documents of large vendors have about six. */
const MAX_DEPTH = 64;

const STATUSES: readonly (readonly ['known_not_affected' | 'known_affected' | 'fixed' | 'first_fixed' | 'under_investigation', VexStatus])[] = [
  ['known_not_affected', 'not_affected'], ['fixed', 'fixed'], ['first_fixed', 'fixed'],
  ['known_affected', 'affected'], ['under_investigation', 'under_investigation'],
];

/** The statements of a CSAF document (OASIS CSAF 2.0, profile VEX); undefined where it is none. */
export function readCsaf(document: unknown): VexStatement[] | undefined {
  if (depthOf(document) > MAX_DEPTH * 2) return undefined;
  const parsed = Csaf.safeParse(document);
  if (!parsed.success) return undefined;
  const { product_tree: tree, vulnerabilities = [], document: { tracking } } = parsed.data;

  const purls = new Map<string, string>();
  const note = ({ product_id, product_identification_helper: helper }: z.infer<typeof Product>) => {
    if (helper?.purl !== undefined) purls.set(product_id, helper.purl);
  };
  for (const product of tree?.full_product_names ?? []) note(product);
  const pending = [...(tree?.branches ?? [])];
  for (let branch = pending.pop(); branch !== undefined; branch = pending.pop()) {
    if (branch.product) note(branch.product);
    pending.push(...(branch.branches ?? []));
  }
  const within = new Map((tree?.relationships ?? []).map((relation) =>
    [relation.full_product_name.product_id, { product: relation.relates_to_product_reference, component: relation.product_reference }]));

  const meant = (id: string): VexStatement['products'] => {
    const relation = within.get(id);
    const component = purls.get(relation?.component ?? id);
    if (component === undefined) return [];
    const product = relation && purls.get(relation.product);
    // A component of a product that is named otherwise (CPE) is that one and no other.
    if (relation && product === undefined) return [];
    return [product === undefined ? { product: component, components: [] } : { product, components: [component] }];
  };

  return vulnerabilities.flatMap(({ cve, ids: others = [], product_status: status, threats = [], flags = [] }) =>
    STATUSES.flatMap(([list, is]) => {
      const products = (status?.[list] ?? []).flatMap(meant);
      if (products.length === 0) return [];
      return [{
        vulnerabilities: [...(cve === undefined ? [] : [cve]), ...others.map(({ text: id }) => id)],
        products,
        status: is,
        reason: [...flags.map(({ label }) => label), ...threats.filter(({ category }) => category === 'impact').map(({ details }) => details)].join(': '),
        timestamp: tracking?.current_release_date ?? '',
      }];
    }));
}

/** How deep objects and arrays nest, counted without recursion. */
function depthOf(value: unknown): number {
  let deepest = 0;
  const pending: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue;
    deepest = Math.max(deepest, next.depth);
    if (deepest > MAX_DEPTH * 2) return deepest;
    for (const part of Object.values(next.value)) pending.push({ value: part, depth: next.depth + 1 });
  }
  return deepest;
}
