import { queryOptions } from '@tanstack/react-query';
import {
  Claim, Claims, EvidenceKey, EvidenceKeys, Facts, GateAnswer, GateDecisions, Gates, NextAnswer, OverrideAnswer, PageImported, ProgramAnswer, ProgramLint, ProgramProposals, ProgramSaved, ProgramTemplates, ProgramText,
} from '../../../src/program/contract.ts';
import { Nothing, addressOf, api } from './client.ts';

const REFRESH_MS = 20_000;

/** Everything that the program is judged by is kept under this key. */
export const programKey = ['program'] as const;
const at = (id: string): string => encodeURIComponent(id);

export const programQuery = queryOptions({ queryKey: [...programKey, 'whole'], queryFn: ({ signal }) => api.get('/program', ProgramAnswer, { signal }), refetchInterval: REFRESH_MS });

/** The gates alone, for what is always in sight. */
export const gatesQuery = queryOptions({ queryKey: [...programKey, 'gates'], queryFn: ({ signal }) => api.get('/gates', Gates, { signal }), select: ({ items }) => items, refetchInterval: REFRESH_MS });
export const gateQuery = (id: string) => queryOptions({ queryKey: [...programKey, 'gate', id], queryFn: ({ signal }) => api.get(`/gates/${at(id)}`, GateAnswer, { signal }), refetchInterval: REFRESH_MS });
export const decisionsQuery = (id: string) => queryOptions({ queryKey: [...programKey, 'decisions', id], queryFn: ({ signal }) => api.get(`/gates/${at(id)}/decisions`, GateDecisions, { signal }), refetchInterval: REFRESH_MS });
/** Where the signed decisions are had as a file. */
export const bundleAddress = (id: string): string => addressOf(`/gates/${at(id)}/bundle`);

/** The gate that is nearest to opening, and what to do for it first. */
export const nextQuery = queryOptions({ queryKey: [...programKey, 'next'], queryFn: ({ signal }) => api.get('/program/next', NextAnswer, { signal }), refetchInterval: REFRESH_MS });

export const factsQuery = queryOptions({ queryKey: [...programKey, 'facts'], queryFn: ({ signal }) => api.get('/facts', Facts, { signal }), select: ({ items }) => items, refetchInterval: REFRESH_MS });
export const claimsQuery = queryOptions({ queryKey: [...programKey, 'claims'], queryFn: ({ signal }) => api.get('/evidence/claims', Claims, { signal }), select: ({ items }) => items });
export const evidenceKeysQuery = queryOptions({ queryKey: [...programKey, 'keys'], queryFn: ({ signal }) => api.get('/evidence/keys', EvidenceKeys, { signal }), select: ({ items }) => items });

export const programTextQuery = queryOptions({ queryKey: [...programKey, 'text'], queryFn: ({ signal }) => api.get('/program/text', ProgramText, { signal }), staleTime: Infinity });
export const templatesQuery = queryOptions({ queryKey: ['program-templates'], queryFn: ({ signal }) => api.get('/program/templates', ProgramTemplates, { signal }), select: ({ items }) => items, staleTime: Infinity });
/** What is wrong with a text that is not saved. */
export const lintQuery = (text: string) => queryOptions({ queryKey: ['program-lint', text], queryFn: ({ signal }) => api.post('/program/lint', ProgramLint, { text }, { signal }), staleTime: Infinity, gcTime: 30_000, retry: false });

/** Programs that ask less of a gate, and wait for a second person. */
export const proposalsQuery = queryOptions({ queryKey: [...programKey, 'proposals'], queryFn: ({ signal }) => api.get('/program/proposals', ProgramProposals, { signal }), select: ({ items }) => items });
export const approveProposal = (id: string) => api.post(`/program/proposals/${at(id)}/approve`, ProgramSaved);
export const endProposal = (id: string) => api.delete(`/program/proposals/${at(id)}`, Nothing);

export const saveProgram = (text: string) => api.put('/program', ProgramSaved, { text });
export const importPage = (page: { text: string; template: string }) => api.post('/program/import', PageImported, page);

export const proposeOverride = (gate: string, override: { requirements: readonly string[]; reason: string; control: string; until: string }) => api.post(`/gates/${at(gate)}/overrides`, OverrideAnswer, override);
export const approveOverride = (id: string) => api.post(`/overrides/${at(id)}/approve`, OverrideAnswer);
export const endOverride = (id: string) => api.delete(`/overrides/${at(id)}`, Nothing);

export const makeClaim = (claim: { fact: string; value: boolean | number | string; reason: string; until: string }) => api.post('/evidence/claims', Claim, claim);
export const confirmClaim = (id: string) => api.post(`/evidence/claims/${at(id)}/confirm`, Claim);
export const addEvidenceKey = (key: { name: string; publicKey: string; facts: readonly string[] }) => api.post('/evidence/keys', EvidenceKey, key);
export const confirmEvidenceKey = (keyid: string, facts: readonly string[]) => api.post(`/evidence/keys/${at(keyid)}/confirm`, EvidenceKey, { facts });
export const removeEvidenceKey = (keyid: string) => api.delete(`/evidence/keys/${at(keyid)}`, Nothing);
