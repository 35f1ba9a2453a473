import { z } from 'zod';
import type { Api } from '../kernel/http/index.ts';
import { errors } from '../kernel/errors.ts';
import {
  AddEvidenceKey, Claim, Claims, ConfirmEvidenceKey, EvidenceKey, EvidenceKeys, Facts, GateAnswer, GateDecisions, Gates, ImportPage, MakeClaim, MakeOverride, NextAnswer, OverrideAnswer, PageImported, PostStatement, ProgramAnswer, ProgramLint, ProgramProposals, ProgramSaved, ProgramTemplates, ProgramText, SaveProgram, StatementTaken,
} from './contract.ts';
import { Bundle } from './decision/bundle.ts';
import { factAnswers, gateAnswers, programAnswer } from './service/answers.ts';
import { importAnswer, lintAnswer, templatesAnswer } from './service/drafts.ts';
import { nextAnswer } from './service/next.ts';
import type { Bundles } from './service/bundles.ts';
import type { Evaluator } from './service/evaluation.ts';
import type { EvidenceDesk } from './service/evidence.ts';
import type { DecisionKeys } from './service/keys.ts';
import type { OverrideDesk } from './service/overrides.ts';
import type { ProgramStore, Put } from './service/programs.ts';

type Desks = { programs: ProgramStore; evidence: EvidenceDesk; overrides: OverrideDesk; keys: DecisionKeys; evaluation: Evaluator; bundles: Bundles; /** Lays what people said elsewhere over the program. */ shownIn: (program: ProgramAnswer) => Promise<ProgramAnswer> };

const gate = z.object({ id: z.string().max(100) });
const one = z.object({ id: z.string().max(200) });
const Nothing = z.null();

/** The program, its gates, and what they rest on. Whatever changes that is judged before it is answered. */
export function programRoutes(app: Api, { programs, evidence, overrides, keys, evaluation, bundles, shownIn }: Desks): void {
  const read = { access: 'program.read' } as const;
  const write = { access: 'program.write' } as const;
  const post = { access: 'evidence.write' } as const;
  const judged = async <T>(change: Promise<T>): Promise<T> => {
    const answer = await change;
    evaluation.forget();
    await evaluation.now();
    return answer;
  };

  app.get('/api/v1/program', { config: read, schema: { summary: 'The program as it stands: goals, milestones and gates', response: { 200: ProgramAnswer } } }, async () => shownIn(programAnswer(await evaluation.recent())));
  app.get('/api/v1/program/next', { config: read, schema: { summary: 'What holds the gate that is nearest to opening, and what to do first', response: { 200: NextAnswer } } }, async () => nextAnswer(gateAnswers(await evaluation.recent())));
  app.get('/api/v1/program/text', { config: read, schema: { summary: 'The program as it was written', response: { 200: ProgramText } } }, async () => {
    const { text, version } = await programs.current();
    return { text, version };
  });
  app.put('/api/v1/program', { config: write, bodyLimit: 2 * 1024 * 1024, schema: { summary: 'Put another program in its place; one that asks less of a gate waits for a second person', body: SaveProgram, response: { 200: ProgramSaved } } }, async ({ body, principal }) => {
    return savedAnswer(await judged(programs.save(body.text, principal)));
  });
  app.get('/api/v1/program/proposals', { config: read, schema: { summary: 'Programs that ask less of a gate, and wait for a second person', response: { 200: ProgramProposals } } }, async () => ({ items: await programs.proposals() }));
  app.post('/api/v1/program/proposals/:id/approve', { config: write, schema: { summary: 'Approve a program that somebody else proposed', params: one, response: { 200: ProgramSaved } } }, async ({ params: { id }, principal }) =>
    savedAnswer(await judged(programs.approve(id, principal))));
  app.delete('/api/v1/program/proposals/:id', { config: write, schema: { summary: 'Take back a program that waits', params: one, response: { 204: Nothing } } }, async ({ params: { id }, principal }, reply) => {
    await programs.takeBack(id, principal);
    return reply.code(204).send(null);
  });

  app.post('/api/v1/program/lint', { config: write, bodyLimit: 2 * 1024 * 1024, schema: { summary: 'Check a program without saving it', body: SaveProgram, response: { 200: ProgramLint } } }, ({ body }) => lintAnswer(body.text));
  app.get('/api/v1/program/templates', { config: read, schema: { summary: 'Programs to begin with', response: { 200: ProgramTemplates } } }, templatesAnswer);
  app.post('/api/v1/program/import', { config: write, schema: { summary: 'Make a program of a page of goals in Markdown, without saving it', body: ImportPage, response: { 200: PageImported } } }, ({ body }) => importAnswer(body));

  app.get('/api/v1/gates', { config: read, schema: { summary: 'The gates: open, closed or unknown, and why', response: { 200: Gates } } }, async () => ({ items: gateAnswers(await evaluation.recent('polled')) }));
  app.get('/api/v1/gates/:id', { config: read, schema: { summary: 'One gate', params: gate, response: { 200: GateAnswer } } }, async ({ params: { id } }) => {
    const found = gateAnswers(await evaluation.recent()).find((answer) => answer.id === id);
    if (!found) throw errors.notFound({ what: 'gate' });
    return found;
  });
  app.get('/api/v1/gates/:id/decisions', { config: read, schema: { summary: 'Its newest decisions', params: gate, response: { 200: GateDecisions } } }, ({ params: { id } }) => bundles.shown(id));
  app.get('/api/v1/gates/:id/bundle', { config: read, schema: { summary: 'Its signed decisions, to be checked offline by glacis gate verify', params: gate, response: { 200: Bundle } } }, ({ params: { id } }) => bundles.of(id));
  app.post('/api/v1/gates/:id/overrides', { config: post, schema: { summary: 'Propose an exception, which a second person approves', params: gate, body: MakeOverride, response: { 200: OverrideAnswer } } }, ({ params: { id }, body, principal }) =>
    judged(overrides.propose(id, body, principal)));
  app.post('/api/v1/overrides/:id/approve', { config: write, schema: { summary: 'Approve an exception that somebody else proposed', params: one, response: { 200: OverrideAnswer } } }, ({ params: { id }, principal }) => judged(overrides.approve(id, principal)));
  app.delete('/api/v1/overrides/:id', { config: post, schema: { summary: 'End an exception', params: one, response: { 204: Nothing } } }, async ({ params: { id }, principal }, reply) => {
    await judged(overrides.end(id, principal));
    return reply.code(204).send(null);
  });

  app.get('/api/v1/facts', { config: read, schema: { summary: 'Every fact, as it stands', response: { 200: Facts } } }, async () => ({ items: factAnswers(await evaluation.recent()) }));
  app.post('/api/v1/evidence', { config: post, schema: { summary: 'Give a signed statement of facts', body: PostStatement, response: { 200: StatementTaken } } }, ({ body, principal }) => judged(evidence.post(body, principal)));
  app.get('/api/v1/evidence/claims', { config: read, schema: { summary: 'What people said, confirmed or not', response: { 200: Claims } } }, async () => ({ items: await evidence.claims() }));
  app.post('/api/v1/evidence/claims', { config: post, schema: { summary: 'Say what a fact is; it counts when a second person confirms it', body: MakeClaim, response: { 200: Claim } } }, ({ body, principal }) => evidence.claim(body, principal));
  app.post('/api/v1/evidence/claims/:id/confirm', { config: post, schema: { summary: 'Confirm what somebody else said', params: one, response: { 200: Claim } } }, ({ params: { id }, principal }) => judged(evidence.confirm(id, principal)));
  app.get('/api/v1/evidence/keys', { config: read, schema: { summary: 'The keys whose statements are believed', response: { 200: EvidenceKeys } } }, async () => ({ items: await evidence.keys() }));
  app.post('/api/v1/evidence/keys', { config: write, schema: { summary: 'Believe a key, of some facts, once a second person has confirmed it', body: AddEvidenceKey, response: { 200: EvidenceKey } } }, ({ body, principal }) => evidence.addKey(body, principal));
  app.post('/api/v1/evidence/keys/:id/confirm', { config: write, schema: { summary: 'Confirm a key that somebody else added, for the facts that it was seen to be for', params: one, body: ConfirmEvidenceKey, response: { 200: EvidenceKey } } }, ({ params: { id }, body, principal }) => judged(evidence.confirmKey(id, body, principal)));
  app.delete('/api/v1/evidence/keys/:id', { config: write, schema: { summary: 'Believe a key no longer', params: one, response: { 204: Nothing } } }, async ({ params: { id }, principal }, reply) => {
    await judged(evidence.removeKey(id, principal));
    return reply.code(204).send(null);
  });
  app.post('/api/v1/program/keys/rotate', { config: write, schema: { summary: 'Sign decisions with another key from now on', response: { 204: Nothing } } }, async ({ principal }, reply) => {
    await keys.rotate(principal);
    return reply.code(204).send(null);
  });
}

const savedAnswer = ({ warnings, loosened, ...saved }: Put) => ({ ...saved, warnings: [...warnings], loosened: loosened.map((one) => ({ ...one, conditions: [...one.conditions] })) });
