import { z } from 'zod';
import { VEX_STATUSES, type VexStatement } from './statement.ts';

const text = z.string().max(8_192);
const Identifiers = z.object({ purl: text.optional() }).optional();
const Component = z.object({ '@id': text.optional(), identifiers: Identifiers });
const Product = Component.extend({ subcomponents: z.array(Component).max(100_000).optional() });

const OpenVex = z.object({
  '@context': z.string().startsWith('https://openvex.dev/ns'),
  timestamp: text.optional(),
  statements: z.array(z.object({
    vulnerability: z.union([
      text.transform((name) => ({ name, '@id': undefined, aliases: undefined })),
      z.object({ name: text.optional(), '@id': text.optional(), aliases: z.array(text).max(1_000).optional() }),
    ]),
    timestamp: text.optional(),
    products: z.array(z.union([text.transform((id) => ({ '@id': id, identifiers: undefined, subcomponents: undefined })), Product])).max(100_000).default([]),
    status: z.enum(VEX_STATUSES),
    justification: text.optional(),
    impact_statement: text.optional(),
    status_notes: text.optional(),
  })).max(100_000),
});

/** The statements of an OpenVEX document (OpenVEX specification 0.2.0; 0.0.x with plain strings too); undefined where it is none. */
export function readOpenVex(document: unknown): VexStatement[] | undefined {
  const parsed = OpenVex.safeParse(document);
  if (!parsed.success) return undefined;
  return parsed.data.statements.map(({ vulnerability, timestamp, products, status, justification, impact_statement, status_notes }) => ({
    vulnerabilities: [vulnerability.name, lastPart(vulnerability['@id']), ...(vulnerability.aliases ?? [])].filter((id): id is string => id !== undefined && id !== ''),
    products: products.flatMap((product) => {
      const purl = purlOf(product);
      const stated = product.subcomponents ?? [];
      const components = stated.flatMap((component) => purlOf(component) ?? []);
      // Components that are named otherwise are not known here; without them it would speak of the whole product.
      return purl === undefined || (stated.length > 0 && components.length === 0) ? [] : [{ product: purl, components }];
    }),
    status,
    reason: [justification, impact_statement, status_notes].filter((part) => part !== undefined && part !== '').join(': '),
    timestamp: timestamp ?? parsed.data.timestamp ?? '',
  }));
}

const purlOf = ({ '@id': id, identifiers }: z.infer<typeof Component>): string | undefined => [identifiers?.purl, id].find((name) => name?.startsWith('pkg:'));

/** An @id may be an address that ends in the id (`https://…/vuln/CVE-2024-1`). */
const lastPart = (id: string | undefined): string | undefined => id?.slice(id.lastIndexOf('/') + 1);
