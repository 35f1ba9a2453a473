import type { Alerts } from '../alerts/index.ts';
import type { Outbox } from '../kernel/outbox.ts';
import { gateChanged, programLoosened } from './topics.ts';

const idOf = (gate: string, leftOpenAt: string): string => `gate-${gate}-${Date.parse(leftOpenAt)}`;

/**
 * An open gate that closes raises an alert, one a closing, which goes when it opens again. A gate that was never open closes for
 * nobody. A program by which one person alone asks less than the one before it raises one for people to look at: nobody opens a gate
 * unseen by editing.
 */
export function alertOnGates({ outbox }: { outbox: Outbox }, { alerts }: { alerts: Pick<Alerts, 'intake'> }): void {
  outbox.subscribe(gateChanged, 'alerts', async ({ gate, title, before, leftOpenAt, now, sentence, at }) => {
    if (leftOpenAt === null) return;
    if (now === 'open') await alerts.intake.recovered(idOf(gate, leftOpenAt), `open again at ${at}`);
    else if (before === 'open') {
      await alerts.intake.take({
        id: idOf(gate, leftOpenAt), detection: 'gate.closed', title: `${title.slice(0, 100)} is ${now === 'closed' ? 'closed' : 'no longer known to be open'}. ${sentence}`.slice(0, 500),
        severity: now === 'closed' ? 'critical' : 'high', group: `gate:${gate}`, firstAt: at, lastAt: at, evidence: null,
      });
    }
  });
  outbox.subscribe(programLoosened, 'alerts', async ({ version, by, gates, at }) => {
    const [first] = gates;
    const others = gates.length > 1 ? ` and of ${gates.length - 1} more` : '';
    await alerts.intake.take({
      id: `program-loosened-${version}`, detection: 'program.loosened', title: `${by.slice(0, 100)} made the program ask less: ${first?.conditions ?? 0} ${first?.conditions === 1 ? 'condition' : 'conditions'} of ${first?.title.slice(0, 100) ?? ''}${others}`,
      severity: 'high', group: 'program', firstAt: at, lastAt: at, evidence: null,
    });
  });
}
