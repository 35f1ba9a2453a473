import type { FactDefinition } from '../gate/fact.ts';
import { DAY_MS } from './ages.ts';

const outside = { from: 'outside', maxAgeMs: 30 * DAY_MS } as const;

/** What a project gives to others: its releases, and its answers to those who report something. */
export const releaseFacts: readonly FactDefinition[] = [
  { id: 'releases.signed', type: 'bool', meaning: 'The newest release is signed, and the signature was checked as a user would',
    says: ['the newest release is not signed', 'the newest release is signed'], ...outside },
  { id: 'releases.provenance', type: 'bool', meaning: 'The newest release says by a signed statement from which commit and build it is',
    says: ['the newest release has no provenance', 'the newest release has its provenance'], ...outside },
  { id: 'releases.sbom', type: 'bool', meaning: 'The newest release comes with a list of what is in it',
    says: ['the newest release has no SBOM', 'the newest release has an SBOM'], ...outside },
  { id: 'reports.policy', type: 'bool', meaning: 'It is published how a vulnerability is reported, and what happens then',
    says: ['nothing says how to report a vulnerability', 'it is published how to report a vulnerability'], from: 'outside', maxAgeMs: 180 * DAY_MS },
  { id: 'reports.unanswered', type: 'int', unit: 'reports', meaning: 'Security reports that have waited longer for an answer than was promised',
    says: ['# security report waits for an answer', '# security reports wait for an answer'], from: 'outside', maxAgeMs: 7 * DAY_MS },
];
