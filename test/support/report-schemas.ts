/**
 * What published schemas demand, restated by hand from their specifications for what Glacis writes: SPDX 2.3 (clauses 6 to 11 and
 * annex F, JSON) and OpenVEX 0.2.0. Fields that Glacis never writes are left out, so that writing one by mistake fails.
 */
const text = { type: 'string', minLength: 1 } as const;
const spdxId = { type: 'string', pattern: '^SPDXRef-[A-Za-z0-9.-]+$' } as const;
const instant = { type: 'string', format: 'date-time' } as const;
const exactly = (properties: Record<string, unknown>, required: readonly string[]) => ({ type: 'object', properties, required, additionalProperties: false });

export const spdx23 = exactly({
  spdxVersion: { const: 'SPDX-2.3' },
  dataLicense: { const: 'CC0-1.0' },
  SPDXID: { const: 'SPDXRef-DOCUMENT' },
  name: text,
  documentNamespace: { type: 'string', format: 'uri', not: { pattern: '#' } },
  creationInfo: exactly({
    created: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$' },
    creators: { type: 'array', minItems: 1, items: { type: 'string', pattern: '^(Tool|Person|Organization): ' } },
    comment: text,
  }, ['created', 'creators']),
  documentDescribes: { type: 'array', items: spdxId },
  packages: {
    type: 'array', minItems: 1,
    items: exactly({
      SPDXID: spdxId, name: text, versionInfo: text,
      downloadLocation: { enum: ['NOASSERTION', 'NONE'] },
      filesAnalyzed: { const: false },
      primaryPackagePurpose: { enum: ['APPLICATION', 'FRAMEWORK', 'LIBRARY', 'CONTAINER', 'OPERATING-SYSTEM', 'DEVICE', 'FIRMWARE', 'SOURCE', 'ARCHIVE', 'FILE', 'INSTALL', 'OTHER'] },
      licenseConcluded: text, licenseDeclared: text, copyrightText: text, sourceInfo: text, comment: text,
      checksums: { type: 'array', items: exactly({ algorithm: { enum: ['SHA1', 'SHA256', 'SHA512'] }, checksumValue: { type: 'string', pattern: '^[0-9a-f]+$' } }, ['algorithm', 'checksumValue']) },
      externalRefs: {
        type: 'array',
        items: exactly({
          referenceCategory: { enum: ['SECURITY', 'PACKAGE-MANAGER', 'PERSISTENT-ID', 'OTHER'] },
          referenceType: text,
          referenceLocator: { type: 'string', pattern: '^\\S+$' },
        }, ['referenceCategory', 'referenceType', 'referenceLocator']),
      },
    }, ['SPDXID', 'name', 'downloadLocation']),
  },
  hasExtractedLicensingInfos: { type: 'array', items: exactly({ licenseId: { type: 'string', pattern: '^LicenseRef-[A-Za-z0-9.-]+$' }, extractedText: text }, ['licenseId', 'extractedText']) },
  relationships: { type: 'array', items: exactly({ spdxElementId: spdxId, relationshipType: { enum: ['DESCRIBES', 'CONTAINS', 'DEPENDS_ON'] }, relatedSpdxElement: spdxId }, ['spdxElementId', 'relationshipType', 'relatedSpdxElement']) },
}, ['spdxVersion', 'dataLicense', 'SPDXID', 'name', 'documentNamespace', 'creationInfo']);

const component = { '@id': { type: 'string', format: 'uri' } };

export const openVex02 = exactly({
  '@context': { const: 'https://openvex.dev/ns/v0.2.0' },
  '@id': { type: 'string', format: 'uri' },
  author: text, role: text, timestamp: instant,
  version: { type: 'integer', minimum: 1 },
  tooling: text,
  statements: {
    type: 'array', minItems: 1, uniqueItems: true,
    items: {
      ...exactly({
        vulnerability: exactly({ name: text, description: text, aliases: { type: 'array', uniqueItems: true, items: text } }, ['name']),
        timestamp: instant,
        products: { type: 'array', uniqueItems: true, items: exactly({ ...component, subcomponents: { type: 'array', uniqueItems: true, items: exactly(component, []) } }, []) },
        status: { enum: ['not_affected', 'affected', 'fixed', 'under_investigation'] },
        status_notes: text,
        justification: { enum: ['component_not_present', 'vulnerable_code_not_present', 'vulnerable_code_not_in_execute_path', 'vulnerable_code_cannot_be_controlled_by_adversary', 'inline_mitigations_already_exist'] },
        impact_statement: text, action_statement: text,
      }, ['vulnerability', 'status']),
      oneOf: [
        { properties: { status: { const: 'not_affected' } }, oneOf: [{ required: ['justification'], not: { required: ['impact_statement'] } }, { required: ['impact_statement'], not: { required: ['justification'] } }] },
        { properties: { status: { const: 'affected' } }, required: ['action_statement'] },
        { properties: { status: { enum: ['fixed', 'under_investigation'] } } },
      ],
    },
  },
}, ['@context', '@id', 'author', 'timestamp', 'version', 'statements']);
