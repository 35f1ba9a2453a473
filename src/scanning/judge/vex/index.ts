import { errors } from '../../../kernel/errors.ts';
import { readCsaf } from './csaf.ts';
import { readCycloneDxVex } from './cyclonedx.ts';
import { readOpenVex } from './openvex.ts';
import type { VexStatement } from './statement.ts';

export type { VexStatement } from './statement.ts';

/**
 * The statements of a VEX document: OpenVEX, CSAF or CycloneDX, told apart by what it says of itself.
 * @throws {GlacisError} `invalid` where it is none of them.
 */
export function readVex(content: string, name: string): VexStatement[] {
  let document: unknown;
  try {
    document = JSON.parse(content);
  } catch {
    throw errors.invalid({ what: `${name} is not JSON: a VEX document is OpenVEX, CSAF or CycloneDX.` });
  }
  const statements = readOpenVex(document) ?? readCsaf(document) ?? readCycloneDxVex(document);
  if (statements === undefined) throw errors.invalid({ what: `${name} is none of the VEX documents that Glacis reads: OpenVEX, CSAF, CycloneDX.` });
  return statements;
}
