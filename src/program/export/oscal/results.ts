import type { ConditionVerdict, GateAnswer } from '../../contract.ts';
import type { Picture } from '../picture.ts';
import { keyHolderOf, partiesOf, personOf } from './people.ts';
import { overrideRiskId, risksOf } from './risks.ts';
import { OSCAL_VERSION, property, type Property, some, stringOf, tokenOf, uuidOf } from './words.ts';

type Fact = Picture['facts'][number];

/**
 * The program as OSCAL assessment results (1.1.3): a fact that was observed is an observation, a condition and a gate each a
 * finding, what was let stand a risk. What is not known is not satisfied, and says so. The program itself stands in the place
 * of the assessment plan.
 */
export function assessmentResults(picture: Picture) {
  const { summary, program, programFile } = picture;
  const house = program.subject;
  const asked = new Set([...program.milestones, ...program.gates].flatMap(({ conditions }) => conditions.flatMap(({ facts }) => facts.map(({ id }) => id))));
  const observed = picture.facts.filter(({ id, at }) => at !== null && asked.has(id));
  const observations = new Map(observed.map((fact) => [fact.id, uuidOf(house, 'observation', fact.id, fact.at ?? '')]));
  const plan = uuidOf(house, 'program', program.digest);
  const platform = uuidOf(house, 'platform');
  return {
    'assessment-results': {
      uuid: uuidOf(house, 'results', summary.from, summary.to, summary.at),
      metadata: {
        title: `${program.title}: what was found`, 'last-modified': summary.at, version: summary.at, 'oscal-version': OSCAL_VERSION,
        props: [property('subject', house), property('program-version', String(program.version)), property('first-decision-key', summary.rootKeyId)],
        ...some('parties', partiesOf(picture)),
        remarks: 'Made by Glacis. Findings are those of the moment at which this was made; decisions of the whole time are in decisions/, signed.',
      },
      'import-ap': { href: `#${plan}`, remarks: 'The program is the plan: its conditions are what is assessed.' },
      results: [{
        uuid: uuidOf(house, 'result', summary.at), title: program.title, description: `Every condition and gate of the program for ${house}, as it stood when this was made.`,
        start: summary.from, end: summary.to,
        'local-definitions': { 'assessment-assets': { 'assessment-platforms': [{ uuid: platform, title: `Glacis ${summary.glacis}` }] } },
        'reviewed-controls': { description: 'The conditions of the program; it names no catalogue of controls.', 'control-selections': [{ description: 'Every condition of every milestone and gate.', 'include-all': {} }] },
        ...some('observations', observed.map((fact) => observationOf(fact, observations.get(fact.id) ?? '', platform))),
        ...some('risks', risksOf(picture)),
        ...some('findings', [
          ...program.milestones.flatMap(({ id, owner, conditions }) => conditions.map((condition) => conditionFinding(condition, { house, of: [property('milestone', id), property('owner', owner)], observations }))),
          ...program.gates.flatMap(({ id, conditions }) => conditions.map((condition) => conditionFinding(condition, { house, of: [property('gate', id)], observations }))),
          ...program.gates.map((gate) => gateFinding(gate, house, new Set(picture.overrides.first.map(({ id }) => id)))),
        ]),
      }],
      'back-matter': { resources: [{ uuid: plan, title: program.title, rlinks: [{ href: `../${programFile}`, 'media-type': 'application/yaml', hashes: [{ algorithm: 'SHA-256', value: program.digest }] }] }] },
    },
  };
}

const METHODS: Readonly<Record<string, string>> = { measured: 'TEST', statement: 'EXAMINE', people: 'INTERVIEW' };

function observationOf({ id, meaning, known, value, words, from, by, at }: Fact, uuid: string, platform: string) {
  const actors = from === 'measured' ? [{ type: 'assessment-platform', 'actor-uuid': platform }] : by.map((name) => ({ type: 'party', 'actor-uuid': (from === 'people' ? personOf(name) : keyHolderOf(name)).uuid }));
  return {
    uuid, title: meaning, description: known ? `${id} is ${String(value)}` : `${id} is not known: ${words ?? ''}`,
    props: [property('fact', id), property('known', String(known)), ...(known && value !== null ? [property('value', String(value))] : [])],
    methods: [METHODS[from ?? ''] ?? 'UNKNOWN'], ...(actors.length === 0 ? {} : { origins: [{ actors }] }),
    collected: at ?? '',
  };
}

type Around = { house: string; of: readonly Property[]; observations: ReadonlyMap<string, string> };

const STATUS = { met: ['satisfied', 'pass'], unmet: ['not-satisfied', 'fail'], unknown: ['not-satisfied', 'other'] } as const;

function conditionFinding({ id, title, when, outcome, because, facts }: ConditionVerdict, { house, of, observations }: Around) {
  const [state, reason] = STATUS[outcome];
  return {
    uuid: uuidOf(house, 'finding', id), title, description: because,
    props: [...of, property('condition', when), property('outcome', outcome)],
    target: { type: 'objective-id', 'target-id': tokenOf(id), title: stringOf(title), status: { state, reason, ...(outcome === 'unknown' ? { remarks: 'Not known, which never counts as satisfied.' } : {}) } },
    ...some('related-observations', facts.flatMap(({ id: fact }) => observations.get(fact) ?? []).map((uuid) => ({ 'observation-uuid': uuid }))),
  };
}

function gateFinding({ id, title, question, state, sentence, overrides }: GateAnswer, house: string, told: ReadonlySet<string>) {
  const [satisfied, reason] = STATUS[state === 'open' ? 'met' : state === 'closed' ? 'unmet' : 'unknown'];
  return {
    uuid: uuidOf(house, 'gate', id), title: `${title}: ${question}`, description: sentence, props: [property('gate', id), property('state', state)],
    target: { type: 'objective-id', 'target-id': tokenOf(`gate-${id}`), title: stringOf(title), status: { state: satisfied, reason, ...(overrides.some((one) => one.state === 'active') ? { remarks: 'An exception that two people made counts for it.' } : {}) } },
    ...some('related-risks', overrides.filter((one) => told.has(one.id)).map((one) => ({ 'risk-uuid': overrideRiskId(one.id) }))),
  };
}
