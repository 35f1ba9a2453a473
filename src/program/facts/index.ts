import type { FactDefinition } from '../gate/fact.ts';
import { accessFacts } from './access.ts';
import { boundaryFacts } from './boundary.ts';
import { bountyFacts } from './bounty.ts';
import { ctfFacts } from './ctf.ts';
import { detectionFacts } from './detection.ts';
import { elsewhereFacts } from './elsewhere.ts';
import { inventoryFacts } from './inventory.ts';
import { logFacts } from './logs.ts';
import { operationFacts } from './operations.ts';
import { releaseFacts } from './releases.ts';
import { secretFacts } from './secrets.ts';
import { vulnerabilityFacts } from './vulnerabilities.ts';

/** Every fact that conditions can ask, domain by domain. A domain adds its own by one file and one line here. */
export const facts: readonly FactDefinition[] = [
  ...inventoryFacts, ...vulnerabilityFacts, ...logFacts, ...detectionFacts, ...operationFacts, ...accessFacts,
  ...secretFacts, ...boundaryFacts, ...bountyFacts, ...ctfFacts, ...elsewhereFacts, ...releaseFacts,
];
