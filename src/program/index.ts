import type { Alerts } from '../alerts/index.ts';
import type { Detection } from '../detection/index.ts';
import type { Inventory } from '../inventory/index.ts';
import type { Api } from '../kernel/http/index.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { systemPrincipal } from '../kernel/principal.ts';
import { version } from '../kernel/version.ts';
import type { Source } from '../logs/contract.ts';
import type { Logs } from '../logs/index.ts';
import { alertOnGates } from './alerting.ts';
import { changedConditions } from './gate/loosened.ts';
import { exportDesk } from './export/desk.ts';
import { exportRoutes } from './export/routes.ts';
import { rehearsals } from './measure/rehearsals.ts';
import { programRoutes } from './routes.ts';
import { bundleDesk } from './service/bundles.ts';
import { evaluator } from './service/evaluation.ts';
import { evidenceDesk } from './service/evidence.ts';
import { decisionKeyDesk } from './service/keys.ts';
import { overrideDesk } from './service/overrides.ts';
import { programStore } from './service/programs.ts';
import { gateChanged, programLoosened } from './topics.ts';

const HOUSE = systemPrincipal('program');
const PAGE = 500;

/** The program of a running house: measured every minute, its gates opened by evidence and closed when it goes. */
export function createProgram(kernel: Kernel, { inventory, logs, detection, alerts }: { inventory: Pick<Inventory, 'coverage'>; logs: { sources: Pick<Logs['sources'], 'list'> }; detection: Pick<Detection, 'lag' | 'rehearse'>; alerts: Pick<Alerts, 'intake' | 'rehearse'> }) {
  const programs = programStore(kernel, {
    async saved(tx, { version: saved, before, after, by, proposedBy, at, loosened }) {
      await overrides.endOf(tx, changedConditions(before, after), by);
      // The first one takes the place of nobody's; of what two people decided, people know.
      if (loosened.length > 0 && saved > 1 && proposedBy === null) await kernel.outbox.publish(tx, programLoosened, { version: saved, by: by.name, gates: loosened.map(({ title, conditions }) => ({ title, conditions: conditions.length })), at: at.toISOString() });
    },
  });
  const evidence = evidenceDesk(kernel, { programs });
  const overrides = overrideDesk(kernel, { programs });
  const keys = decisionKeyDesk(kernel);
  const bundles = bundleDesk(kernel, { keys });
  const sources = async (): Promise<Source[]> => {
    const all: Source[] = [];
    for (let page = await logs.sources.list({ limit: PAGE }, HOUSE); page.length > 0; page = page.length < PAGE ? [] : await logs.sources.list({ limit: PAGE, after: all.at(-1)?.name }, HOUSE)) all.push(...page);
    return all;
  };
  const evaluation = evaluator({ ...kernel, inventory, sources, detectionLag: detection.lag, rehearsals: rehearsals(kernel, { detection, alerts }) }, {
    programs, outside: evidence, overrides, keys, version,
    tell: (tx, { gate, title, before, leftOpenAt, at }) =>
      kernel.outbox.publish(tx, gateChanged, { gate: gate.id, title, before, leftOpenAt: leftOpenAt?.toISOString() ?? null, now: gate.state, sentence: gate.sentence, at: at.toISOString() }),
  });
  const exports = exportDesk(kernel, { evaluation, evidence, keys, version });
  alertOnGates(kernel, { alerts });
  kernel.jobs.every('program-evaluate', '* * * * *', async () => void (await evaluation.now()));
  kernel.jobs.every('program-sweep', '37 3 * * *', evidence.sweep);

  return {
    routes(app: Api) {
      programRoutes(app, { programs, evidence, overrides, keys, evaluation, bundles });
      exportRoutes(app, { exports });
    },
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    metrics: [
      {
        name: 'gate_state',
        help: 'Gates: 1 open, 0 closed, -1 not known',
        labels: ['gate'],
        read: async () => (await evaluation.recent()).evaluation.gates.map(({ id, state }) => ({ labels: { gate: id }, value: { open: 1, closed: 0, unknown: -1 }[state] })),
      },
    ],
  };
}
