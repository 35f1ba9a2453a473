import { conditionReader, evaluate, type Evidence, type FactDefinition, type Program } from '../src/program/offline.ts';
import { percentile, printTable, rounded, type Bench } from './bench.ts';

const GATES = 1_000;
const FACTS = 10_000;
/** What each gate asks: ten milestones of three conditions, and one of its own. */
const MILESTONES_A_GATE = 10;
const CONDITIONS = 3;
const LIMIT_MS = 1_000;
const NOW = Date.UTC(2026, 10, 27, 12);

/** A thousand gates over ten thousand facts, judged at one moment; and that each time gives the same. */
export const bench: Bench = {
  name: 'gates',
  run({ quick }) {
    const definitions = Array.from({ length: FACTS }, (_, index): FactDefinition => ({
      id: `group${index % 100}.fact_${index}`, type: index % 2 === 0 ? 'int' : 'bool', meaning: '', maxAgeMs: 3_600_000, from: 'measured',
    }));
    const evidence = new Map(definitions.map(({ id, type }, index): [string, Evidence] => [id, {
      fact: id, value: type === 'int' ? index % 3 : index % 7 !== 0, at: NOW - (index % 50) * 60_000, subject: 'house', provenance: { is: 'measured', by: 'bench' },
    }]));
    const program = programOf(definitions);
    const input = { program, definitions, evidence, overrides: [], held: new Map(), now: NOW };
    const tookMs: number[] = [];
    const digests = new Set<string>();
    for (let round = 0; round < (quick ? 5 : 15); round += 1) {
      const begun = performance.now();
      digests.add(evaluate(input).digest);
      tookMs.push(performance.now() - begun);
    }
    const median = percentile(tookMs, 0.5);
    printTable([['gates', 'facts', 'conditions', 'median ms', 'worst ms'], [GATES, FACTS, program.milestones.length * CONDITIONS + GATES, median, Math.max(...tookMs)]]);
    return Promise.resolve({
      scale: `${GATES} gates over ${FACTS} facts`, medianMs: rounded(median), worstMs: rounded(Math.max(...tookMs)), deterministic: digests.size === 1,
      ok: median < LIMIT_MS && digests.size === 1,
    });
  },
};

function programOf(definitions: readonly FactDefinition[]): Program {
  const read = conditionReader(definitions);
  const requirement = (id: string, index: number) => {
    const [whole, yes] = [definitions[(index * 2) % FACTS], definitions[(index * 2 + 1) % FACTS]];
    const compiled = read(`${whole?.id} <= 1 && (${yes?.id} || ${whole?.id} == 0)`);
    if (compiled.is === 'problem') throw new Error(compiled.words);
    return { id, title: id, condition: compiled.condition, forMs: index % 4 === 0 ? 86_400_000 : 0 };
  };
  const milestones = Array.from({ length: GATES }, (_, at) => ({
    id: `m${at}`, title: `Milestone ${at}`, goal: 'g', owner: 'o', target: { is: 'open', words: '' } as const, dependsOn: [],
    requirements: Array.from({ length: CONDITIONS }, (__, index) => requirement(`m${at}/${index}`, at * CONDITIONS + index)),
  }));
  const gates = Array.from({ length: GATES }, (_, at) => ({
    id: `g${at}`, title: `Gate ${at}`, question: '?', requirements: [requirement(`g${at}/own`, at)],
    milestones: Array.from({ length: MILESTONES_A_GATE }, (__, index) => `m${(at * 7 + index * 13) % GATES}`),
  }));
  return { title: 'bench', subject: 'bench', goals: [], milestones, gates, digest: 'bench' };
}
