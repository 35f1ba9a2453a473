import { z } from 'zod';
import { errors } from '../../kernel/errors.ts';
import { readCycloneDx } from './cyclonedx.ts';
import type { SbomContent } from './document.ts';
import { readSpdxJson, readSpdxTags } from './spdx.ts';

export type { SbomContent } from './document.ts';

/** An envelope in an envelope in an envelope is nobody's SBOM. */
const MAX_ENVELOPES = 3;

const Dsse = z.object({ payloadType: z.string(), payload: z.string() });
const Statement = z.object({ _type: z.string().startsWith('https://in-toto.io/Statement/'), predicate: z.unknown() });
/** cosign wraps a predicate once more. */
const CosignPredicate = z.object({ Data: z.unknown() });

/**
 * Reads an SBOM: CycloneDX in JSON, SPDX 2.x in JSON or as tags, each also as an in-toto attestation in a DSSE envelope (whose
 * signature is not looked at here).
 * @throws {GlacisError} `invalid` where it is none of them.
 */
export function readSbom(content: string, name: string): SbomContent {
  const tags = readSpdxTags(content);
  if (tags) return tags;
  let document = parsed(content, name);
  for (let envelopes = 0; envelopes < MAX_ENVELOPES; envelopes += 1) {
    const found = readCycloneDx(document) ?? readSpdxJson(document);
    if (found) return found;
    const inner = unwrapped(document, name);
    if (inner === undefined) break;
    document = inner;
  }
  throw errors.invalid({ what: `${name} is no SBOM that Glacis reads: CycloneDX in JSON, or SPDX 2.2 or 2.3 in JSON or as tags.` });
}

function unwrapped(document: unknown, name: string): unknown {
  const envelope = Dsse.safeParse(document);
  if (envelope.success) return parsed(Buffer.from(envelope.data.payload, 'base64').toString('utf8'), name);
  const statement = Statement.safeParse(document);
  if (!statement.success) return undefined;
  const cosign = CosignPredicate.safeParse(statement.data.predicate);
  return cosign.success && cosign.data.Data !== undefined ? cosign.data.Data : statement.data.predicate;
}

function parsed(content: string, name: string): unknown {
  try {
    const value: unknown = JSON.parse(content);
    return value;
  } catch {
    throw errors.invalid({ what: `${name} is neither JSON nor SPDX tags: it is no SBOM that Glacis reads.` });
  }
}
