import { z } from 'zod';
import { readPurl } from '../catalog/purl.ts';
import type { StatedPackage } from '../catalog/package.ts';
import { likeliest, type SbomContent } from './document.ts';

const text = z.string().max(65_536);
const Property = z.object({ name: text, value: text.optional() });
type Component = {
  type?: string | undefined; name?: string | undefined; version?: string | undefined; purl?: string | undefined; scope?: string | undefined;
  licenses?: unknown[] | undefined;
  properties?: z.infer<typeof Property>[] | undefined;
  evidence?: { occurrences?: { location?: string | undefined }[] | undefined } | undefined;
  components?: unknown[] | undefined;
};
const ComponentShape: z.ZodType<Component> = z.object({
  type: text.optional(), name: text.optional(), version: text.optional(), purl: text.optional(), scope: text.optional(),
  licenses: z.array(z.unknown()).max(1_000).optional(),
  properties: z.array(Property).max(10_000).optional(),
  evidence: z.object({ occurrences: z.array(z.object({ location: text.optional() })).max(100_000).optional() }).optional(),
  components: z.array(z.unknown()).max(1_000_000).optional(),
});
const LicenseChoice = z.object({ expression: text.optional(), license: z.object({ id: text.optional(), name: text.optional() }).optional() });
const CycloneDx = z.object({
  bomFormat: z.literal('CycloneDX'),
  metadata: z.object({ component: z.object({ name: text.optional(), version: text.optional() }).optional() }).optional(),
  components: z.array(z.unknown()).max(1_000_000).optional(),
});

/** Names under which tools write what CycloneDX has no field for: Glacis, Trivy, Syft. */
const SOURCE_NAMES = ['aquasecurity:trivy:SrcName', 'syft:metadata:source'];
const SOURCE_VERSIONS = ['aquasecurity:trivy:SrcVersion', 'syft:metadata:sourceVersion'];

/** The components of a CycloneDX document in JSON (1.2 to 1.6), nested ones too; undefined where it is none. */
export function readCycloneDx(document: unknown): SbomContent | undefined {
  const parsed = CycloneDx.safeParse(document);
  if (!parsed.success) return undefined;
  const packages: SbomContent['packages'][number][] = [];
  const named: NonNullable<ReturnType<typeof readPurl>>['distribution'][] = [];
  let system: Component | undefined;
  let unmatched = 0;
  const pending: unknown[] = (parsed.data.components ?? []).toReversed();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const component = ComponentShape.safeParse(next);
    if (!component.success) {
      unmatched += 1;
      continue;
    }
    const { type, purl, components = [] } = component.data;
    for (const inner of components.toReversed()) pending.push(inner);
    if (type === 'operating-system') {
      system ??= component.data;
      continue;
    }
    if (type === 'file') continue;
    const read = purl === undefined ? undefined : readPurl(purl);
    if (purl === undefined || !read) {
      // An application without a purl is what the others are of: a lock file, an image.
      if (purl !== undefined || type === undefined || type === 'library' || type === 'framework') unmatched += 1;
      continue;
    }
    named.push(read.distribution);
    packages.push({ purl, package: completed(read.package, component.data), paths: (component.data.evidence?.occurrences ?? []).flatMap(({ location }) => location ?? []) });
  }
  const distribution = system?.name === undefined
    ? likeliest(named)
    : { id: system.name.toLowerCase(), version: system.version ?? '', name: `${system.name} ${system.version ?? ''}`.trim(), like: [] };
  const subject = parsed.data.metadata?.component;
  return { subject: [subject?.name, subject?.version].filter((part) => part !== undefined).join(' '), packages, unmatched, ...(distribution ? { distribution } : {}) };
}

function completed(stated: StatedPackage, { properties = [], licenses = [], scope }: Component): StatedPackage {
  const property = (names: readonly string[]) => properties.find(({ name }) => names.includes(name))?.value;
  const name = property(SOURCE_NAMES);
  const release = property(['aquasecurity:trivy:SrcRelease']);
  const epoch = property(['aquasecurity:trivy:SrcEpoch']);
  const version = property(SOURCE_VERSIONS);
  const module = property(['aquasecurity:trivy:Modularitylabel']);
  const texts = licenses.flatMap((entry) => {
    const choice = LicenseChoice.safeParse(entry);
    return choice.success ? (choice.data.expression ?? choice.data.license?.id ?? choice.data.license?.name ?? []) : [];
  });
  return {
    ...stated,
    ...(stated.source === undefined && name !== undefined && version !== undefined
      ? { source: { name, version: `${epoch === undefined || epoch === '0' ? '' : `${epoch}:`}${version}${release === undefined ? '' : `-${release}`}` } }
      : {}),
    ...(module === undefined ? {} : { module }),
    ...(texts.length === 0 ? {} : { licenses: texts }),
    ...(scope === 'excluded' ? { dev: true } : {}),
  };
}
