import { z } from 'zod';
import type { VexStatement, VexStatus } from './statement.ts';

const text = z.string().max(8_192);

const CycloneDx = z.object({
  bomFormat: z.literal('CycloneDX'),
  metadata: z.object({ timestamp: text.optional() }).optional(),
  components: z.array(z.object({ 'bom-ref': text.optional(), purl: text.optional() })).max(1_000_000).optional(),
  vulnerabilities: z.array(z.object({
    id: text.optional(),
    references: z.array(z.object({ id: text })).max(10_000).optional(),
    analysis: z.object({
      state: text.optional(), justification: text.optional(), detail: text.optional(), lastUpdated: text.optional(),
    }).optional(),
    affects: z.array(z.object({ ref: text, versions: z.array(z.unknown()).optional() })).max(100_000).optional(),
  })).max(1_000_000).optional(),
});

/** CycloneDX impact analysis states as VEX statuses; others say nothing that would change a result. */
const STATUSES: ReadonlyMap<string, VexStatus> = new Map([
  ['not_affected', 'not_affected'], ['false_positive', 'not_affected'], ['resolved', 'fixed'], ['resolved_with_pedigree', 'fixed'],
  ['exploitable', 'affected'], ['in_triage', 'under_investigation'],
]);

/** The analyses in a CycloneDX document (1.4 on), its own or as a VEX about another (BOM-Link); undefined where it is none. */
export function readCycloneDxVex(document: unknown): VexStatement[] | undefined {
  const parsed = CycloneDx.safeParse(document);
  if (!parsed.success) return undefined;
  const purls = new Map((parsed.data.components ?? []).flatMap(({ 'bom-ref': ref, purl }) => (ref === undefined || purl === undefined ? [] : [[ref, purl] as const])));
  return (parsed.data.vulnerabilities ?? []).flatMap(({ id, references = [], analysis, affects = [] }) => {
    const status = STATUSES.get(analysis?.state ?? '');
    if (status === undefined || id === undefined) return [];
    return [{
      // References also name advisories, each of which may be about several vulnerabilities.
      vulnerabilities: [id, ...references.map((other) => other.id).filter((other) => /^(?:CVE|GHSA)-/.test(other))],
      products: affects.flatMap(({ ref }) => {
        const purl = purls.get(ref) ?? purlOfLink(ref);
        return purl === undefined ? [] : [{ product: purl, components: [] }];
      }),
      status,
      reason: [analysis?.state === 'false_positive' ? 'false positive' : undefined, analysis?.justification, analysis?.detail].filter((part) => part !== undefined && part !== '').join(': '),
      timestamp: analysis?.lastUpdated ?? parsed.data.metadata?.timestamp ?? '',
    }];
  });
}

/** A reference may be a purl, or a BOM-Link whose fragment is one (`urn:cdx:…/1#pkg:…`). */
function purlOfLink(ref: string): string | undefined {
  const purl = ref.startsWith('urn:cdx:') ? ref.slice(ref.indexOf('#') + 1) : ref;
  return purl.startsWith('pkg:') ? purl : undefined;
}
