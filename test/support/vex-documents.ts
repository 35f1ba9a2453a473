import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { openVex02 } from './report-schemas.ts';

const openVex = new Ajv2020({ allErrors: true, strict: false });
addFormats.default(openVex);
const cycloneDx = new Validation.JsonStrictValidator(Spec.Version.v1dot6);

/** What a document breaks of its format's schema; null: nothing. */
export const vexTroubles = async (format: 'openvex' | 'cyclonedx', document: unknown): Promise<unknown> =>
  format === 'cyclonedx' ? cycloneDx.validate(JSON.stringify(document)) : openVex.validate(openVex02, document) ? null : openVex.errors;

/* What others say of `pkg:deb/debian/openssl@3.0.14-1` in the image shop/web: that CVE-2026-1 does no harm there, and CVE-2026-2 does. */
const PRODUCT = 'pkg:oci/web?repository_url=shop%2Fweb';
const OPENSSL = 'pkg:deb/debian/openssl@3.0.14-1';

/** OASIS CSAF 2.0, profile VEX: the package as a component of the image. */
export const csafVex = {
  document: { category: 'csaf_vex', csaf_version: '2.0', title: 'x', publisher: { category: 'vendor', name: 'v', namespace: 'https://v.example' }, tracking: { id: '1', status: 'final', version: '1', current_release_date: '2026-05-01T00:00:00Z', initial_release_date: '2026-05-01T00:00:00Z', revision_history: [] } },
  product_tree: {
    branches: [{ category: 'vendor', name: 'v', branches: [{ category: 'product_version', name: 'web', product: { name: 'web', product_id: 'WEB', product_identification_helper: { purl: PRODUCT } } }] }],
    full_product_names: [{ name: 'openssl', product_id: 'SSL', product_identification_helper: { purl: OPENSSL } }],
    relationships: [{ category: 'default_component_of', product_reference: 'SSL', relates_to_product_reference: 'WEB', full_product_name: { name: 'x', product_id: 'WEB:SSL' } }],
  },
  vulnerabilities: [
    { cve: 'CVE-2026-1', product_status: { known_not_affected: ['WEB:SSL'] }, flags: [{ label: 'vulnerable_code_not_in_execute_path', product_ids: ['WEB:SSL'] }], threats: [{ category: 'impact', details: 'never called', product_ids: ['WEB:SSL'] }] },
    { cve: 'CVE-2026-2', product_status: { known_affected: ['WEB:SSL'] } },
  ],
};

/** CycloneDX 1.6: the package alone, by a reference and by a BOM-Link. */
export const cycloneDxVex = {
  bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, components: [{ type: 'library', 'bom-ref': 'ssl', name: 'openssl', purl: OPENSSL }],
  vulnerabilities: [
    { id: 'CVE-2026-1', analysis: { state: 'not_affected', justification: 'code_not_reachable', detail: 'never called' }, affects: [{ ref: 'ssl' }] },
    { id: 'CVE-2026-2', analysis: { state: 'exploitable' }, affects: [{ ref: `urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#${OPENSSL}` }] },
  ],
};
