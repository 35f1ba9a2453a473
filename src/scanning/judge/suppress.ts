import type { SuppressionReport } from '../contract.ts';
import type { Finding } from '../match/finding.ts';
import { holds, isPlaceMeant, type IgnoreRule } from './ignore-file.ts';
import { isMeant, purlPattern, type PurlPattern } from './vex/purl-matching.ts';
import type { VexStatement } from './vex/statement.ts';

/** Decisions from files, each with the name of its file. */
export type Decisions = {
  ignore: readonly { file: string; rules: readonly IgnoreRule[] }[];
  vex: readonly { file: string; statements: readonly VexStatement[] }[];
};

export type Scene = {
  /** Purls by which the scanned thing itself may be meant (`pkg:oci/name@sha256:…`), and those of all packages in it. */
  products: readonly string[];
  /** UTC, YYYY-MM-DD. */
  today: string;
};

/**
 * Tells for each finding whether somebody decided that it does not count, and why. Of VEX statements about the same the latest
 * counts, and `affected` or `under_investigation` take back an earlier one.
 */
export function suppressor({ ignore, vex }: Decisions, { products, today }: Scene): (finding: Finding) => SuppressionReport | undefined {
  const rules = byId(ignore.flatMap(({ file, rules }) =>
    rules.filter((rule) => rule.of === 'vulnerability' && holds(rule, today)).map((rule) => ({ ids: [rule.id], value: { file, rule, purls: patterns(rule.purls) } }))));
  const statements = byId(vex.flatMap(({ file, statements }) =>
    statements.map((statement) => ({
      ids: statement.vulnerabilities,
      value: { file, statement, meant: statement.products.flatMap(({ product, components }) => ({ product: patterns([product]), components: patterns(components) })).filter((entry, index) => entry.components.length > 0 || statement.products[index]?.components.length === 0) },
    }))));
  const inScene = new Map<PurlPattern, boolean>();
  const scene = statements.size === 0 ? [] : patterns(products);
  const isInScene = (product: PurlPattern): boolean => {
    const known = inScene.get(product) ?? scene.some((purl) => isMeant(product, purl));
    inScene.set(product, known);
    return known;
  };

  return (finding) => {
    const names = [...new Set([finding.id, ...finding.aliases])].map((id) => id.toUpperCase());
    const ids = [...new Set([...names, ...finding.advisories.map((id) => id.toUpperCase())])];
    const purl = purlPattern(finding.package.purl);
    if (!purl) return undefined;
    for (const { file, rule, purls } of ids.flatMap((id) => rules.get(id) ?? [])) {
      if (rule.purls.length > 0 && !purls.some((pattern) => isMeant(pattern, purl))) continue;
      if (!isPlaceMeant(rule, finding.package.places.map(({ path }) => path))) continue;
      return { by: 'ignore-file', file, status: 'ignored', reason: rule.reason, ...(rule.until === undefined ? {} : { until: rule.until }) };
    }
    const [latest] = names
      .flatMap((id) => statements.get(id) ?? [])
      .filter(({ meant }) => meant.some(({ product, components }) =>
        components.length === 0
          ? product.some((pattern) => isMeant(pattern, purl) || isInTarget(pattern, products))
          : product.some(isInScene) && components.some((pattern) => isMeant(pattern, purl))))
      .sort((a, b) => instantOf(b.statement) - instantOf(a.statement) || Number(clears(a.statement)) - Number(clears(b.statement)));
    if (latest === undefined) return undefined;
    const { status, reason } = latest.statement;
    return clears(latest.statement) ? { by: 'vex', file: latest.file, status, reason } : undefined;
  };
}

/** Without a time it is the oldest. */
const instantOf = ({ timestamp }: VexStatement): number => Date.parse(timestamp) || 0;

/** Whether it says that there is nothing to do; of two at the same time the other one counts. */
const clears = ({ status }: VexStatement): boolean => status === 'not_affected' || status === 'fixed';

/** A statement about the image as a whole, without naming a component, speaks of everything in it. */
function isInTarget(pattern: PurlPattern, products: readonly string[]): boolean {
  if (pattern.type !== 'oci') return false;
  return products.some((text) => text.startsWith('pkg:oci/') && patterns([text]).some((purl) => isMeant(pattern, purl)));
}

const patterns = (texts: readonly string[]): PurlPattern[] => texts.flatMap((text) => purlPattern(text) ?? []);

function byId<T>(entries: readonly { ids: readonly string[]; value: T }[]): Map<string, T[]> {
  const map = new Map<string, T[]>();
  for (const { ids, value } of entries) {
    for (const id of ids) {
      const key = id.toUpperCase();
      const values = map.get(key);
      if (values) values.push(value);
      else map.set(key, [value]);
    }
  }
  return map;
}
