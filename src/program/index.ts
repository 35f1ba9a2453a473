import type { Alerts } from '../alerts/index.ts';
import type { Delivery } from '../delivery/index.ts';
import type { Detection } from '../detection/index.ts';
import type { Inventory } from '../inventory/index.ts';
import type { Api } from '../kernel/http/index.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { systemPrincipal } from '../kernel/principal.ts';
import { version } from '../kernel/version.ts';
import type { Source } from '../logs/contract.ts';
import type { Logs } from '../logs/index.ts';
import { alertOnGates } from './alerting.ts';
import { capacityRoom } from './capacity/index.ts';
import { changedConditions } from './gate/loosened.ts';
import { exportDesk } from './export/desk.ts';
import { exportRoutes } from './export/routes.ts';
import { rehearsals } from './measure/rehearsals.ts';
import { noteTargets } from './roadmap/history.ts';
import { roadmapRoom } from './roadmap/index.ts';
import { programRoutes } from './routes.ts';
import { gateAnswers, programAnswer } from './service/answers.ts';
import { bundleDesk } from './service/bundles.ts';
import { evaluator } from './service/evaluation.ts';
import { evidenceDesk } from './service/evidence.ts';
import { decisionKeyDesk } from './service/keys.ts';
import { overrideDesk } from './service/overrides.ts';
import { programStore } from './service/programs.ts';
import { statusDesk } from './status/desk.ts';
import { programMetrics } from './status/metrics.ts';
import { statusRoutes } from './status/routes.ts';
import { gateChanged, programLoosened } from './topics.ts';
import { trackingRoom } from './tracking/index.ts';
import { weeklyRoom } from './weekly/index.ts';

const HOUSE = systemPrincipal('program');
const PAGE = 500;

/** The program of a running house: measured every minute, its gates opened by evidence and closed when it goes. */
export function createProgram(kernel: Kernel, { inventory, logs, detection, alerts, delivery }: { inventory: Pick<Inventory, 'coverage'>; logs: { sources: Pick<Logs['sources'], 'list'> }; detection: Pick<Detection, 'lag' | 'rehearse'>; alerts: Pick<Alerts, 'intake' | 'rehearse'>; delivery: Pick<Delivery, 'notify'> }) {
  const programs = programStore(kernel, {
    async saved(tx, { version: saved, before, after, by, proposedBy, at, loosened }) {
      await overrides.endOf(tx, changedConditions(before, after), by);
      await noteTargets(tx, { version: saved, by: by.name, at });
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
  const seen = async () => {
    const { held: { file, program }, evaluation: judged, outlook, plan } = await evaluation.recent();
    return { file, title: program.title, evaluation: judged, outlook, plan };
  };
  const capacity = capacityRoom(kernel, { current: seen, changed: () => evaluation.forget() });
  const roadmap = roadmapRoom(kernel, { plan: capacity.plan, current: seen });
  const weekly = weeklyRoom(kernel, { delivery, arrivals: capacity.arrivals, current: seen, gates: async () => gateAnswers(await evaluation.recent()) });
  const evaluation = evaluator({ ...kernel, inventory, sources, detectionLag: detection.lag, rehearsals: rehearsals(kernel, { detection, alerts }) }, {
    programs, outside: evidence, overrides, keys, version, roadmap,
    tell: (tx, { gate, title, before, leftOpenAt, at }) =>
      kernel.outbox.publish(tx, gateChanged, { gate: gate.id, title, before, leftOpenAt: leftOpenAt?.toISOString() ?? null, now: gate.state, sentence: gate.sentence, at: at.toISOString() }),
  });
  const tracking = trackingRoom(kernel, {
    tracking: async () => (await programs.current()).file.tracking, program: async () => programAnswer(await evaluation.recent()), gates: async () => gateAnswers(await evaluation.now()), arrive: (tx, { endedAt = null, ...arrival }) => capacity.arrivals.take(tx, { ...arrival, endedAt }),
  });
  const exports = exportDesk(kernel, { evaluation, evidence, keys, version });
  const status = statusDesk(kernel, { evaluation, programs });
  alertOnGates(kernel, { alerts });
  kernel.jobs.every('program-evaluate', '* * * * *', async () => void (await evaluation.now()));
  kernel.jobs.every('program-sweep', '37 3 * * *', async () => {
    await evidence.sweep();
    await roadmap.sweep();
  });

  return {
    capacity: { incidents: capacity.incidents },
    weekly: { send: weekly.send },
    routes(app: Api) {
      programRoutes(app, { programs, evidence, overrides, keys, evaluation, bundles, shownIn: tracking.shownIn });
      exportRoutes(app, { exports });
      statusRoutes(app, { status });
      capacity.routes(app);
      roadmap.routes(app);
      weekly.routes(app);
      tracking.routes(app);
    },
    start: tracking.start,
    stop: tracking.stop,
    metrics: [
      {
        name: 'gate_state',
        help: 'Gates: 1 open, 0 closed, -1 not known',
        labels: ['gate'],
        read: async () => (await evaluation.recent('polled')).evaluation.gates.map(({ id, state }) => ({ labels: { gate: id }, value: { open: 1, closed: 0, unknown: -1 }[state] })),
      },
      ...programMetrics({ evaluation, clock: kernel.clock }),
    ],
  };
}
