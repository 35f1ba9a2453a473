import { version } from '../../kernel/version.ts';
import type { Decided } from './decided.ts';
import { CYCLONEDX } from './justifications.ts';

type Stamp = { id: string; at: string };

/** Decisions as an OpenVEX 0.2.0 document. */
export const openVexOf = (all: readonly Decided[], { id, at }: Stamp) => ({
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': `urn:uuid:${id}`,
  author: 'Glacis',
  role: 'Document creator',
  timestamp: at,
  version: 1,
  tooling: `glacis/${version}`,
  statements: all.map((one) => ({
    vulnerability: { name: one.vulnerability, aliases: one.aliases.filter((alias) => alias !== one.vulnerability) },
    timestamp: one.approvedAt.toISOString(),
    products: one.products.map(({ purl, packages }) => ({ '@id': purl, subcomponents: packages.map((name) => ({ '@id': name })) })),
    ...(one.kind === 'not-affected'
      ? { status: 'not_affected', ...whyNot(one) }
      : { status: 'affected', action_statement: actionOf(one) }),
  })),
});

/** The schema takes a justification or a statement of the impact, not both: what was said besides is a note. */
function whyNot({ justification, reason }: Decided): Record<string, string> {
  const said = reason === null || reason === '' ? undefined : reason;
  if (justification === null) return { impact_statement: said ?? 'Not affected.' };
  return { justification, ...(said === undefined ? {} : { status_notes: said }) };
}

const actionOf = ({ kind, until, due, reason, control, change }: Decided): string =>
  kind === 'plan' ? `Planned by ${due}: ${change}` : [`Accepted until ${until}: ${reason}`, control].filter((part) => part !== null && part !== '').join('; ');

/** Decisions about one image as a CycloneDX 1.6 VEX: what it names are the packages of that product. */
export function cycloneDxOf(all: readonly Decided[], image: string, { id, at }: Stamp) {
  const packages = new Set(all.flatMap(({ products }) => products.flatMap((product) => product.packages)));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${id}`,
    version: 1,
    metadata: { timestamp: at, tools: { components: [{ type: 'application', name: 'glacis', version }] }, component: { type: 'container', 'bom-ref': 'product', name: image } },
    components: [...packages].map((purl) => ({ type: 'library', 'bom-ref': purl, name: nameIn(purl), purl })),
    vulnerabilities: all.map((one) => ({
      'bom-ref': one.id,
      id: one.vulnerability,
      references: one.aliases.filter((alias) => alias !== one.vulnerability).map((alias) => ({ id: alias, source: { name: alias.split('-')[0] ?? alias } })),
      analysis: {
        ...(one.kind === 'not-affected'
          ? { state: 'not_affected', ...(one.justification === null ? {} : { justification: CYCLONEDX[one.justification] }), detail: one.reason ?? '' }
          : { state: 'exploitable', response: [one.kind === 'plan' ? 'update' : 'will_not_fix'], detail: actionOf(one) }),
        lastUpdated: one.approvedAt.toISOString(),
      },
      affects: [...new Set(one.products.flatMap((product) => product.packages))].map((ref) => ({ ref })),
    })),
  };
}

function nameIn(purl: string): string {
  const path = purl.split(/[?#]/)[0] ?? purl;
  const name = path.slice(path.lastIndexOf('/') + 1).split('@')[0] ?? path;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
