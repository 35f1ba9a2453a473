import { count, eq } from 'drizzle-orm';
import type { Delivery } from '../delivery/index.ts';
import { detectionFound } from '../detection/index.ts';
import type { Api } from '../kernel/http/index.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { sourceRecovered, sourceTrouble } from '../logs/index.ts';
import { attention } from './attention.ts';
import { alertDesk } from './desk.ts';
import { alertsFromDesk } from './from-desk.ts';
import { alertIntake } from './intake.ts';
import { alertRehearsal } from './rehearsal.ts';
import { alertRoutes, attentionRoutes } from './routes.ts';
import { causeOfTrouble } from './source-cause.ts';
import { alerts } from './tables.ts';

/** Alerts: made of what detections find, sources suffer and the vulnerability desk tells, handled by people, told to channels. */
export function createAlerts(kernel: Pick<Kernel, 'db' | 'clock' | 'audit' | 'events' | 'jobs' | 'outbox'>, { delivery }: { delivery: Pick<Delivery, 'notify'> }) {
  const desk = alertDesk(kernel);
  const intake = alertIntake({ ...kernel, delivery });

  kernel.outbox.subscribe(detectionFound, 'alerts', ({ findings }) => intake.takeAll(findings));
  kernel.outbox.subscribe(sourceTrouble, 'alerts', (trouble) => intake.take(causeOfTrouble(trouble)));
  kernel.outbox.subscribe(sourceRecovered, 'alerts', ({ id, at }) => intake.recovered(id, `recovered at ${at}`));

  const { reconcile } = alertsFromDesk({ ...kernel, intake });
  const { look } = attention(kernel);

  return {
    /** Where domains above raise theirs, and say that a cause went away. */
    intake,
    /** Tries what a cause would make, and leaves nothing of it behind. */
    rehearse: alertRehearsal(kernel, { intake }),
    /** Brings alerts of issues to what issues are now; a job does it every five minutes. */
    reconcile,
    routes(app: Api) {
      alertRoutes(app, desk);
      attentionRoutes(app, look);
    },
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    metrics: [
      {
        name: 'alerts_open',
        help: 'Alerts that nobody has acknowledged',
        async read() {
          const [row] = await kernel.db.select({ n: count() }).from(alerts).where(eq(alerts.state, 'open'));
          return [{ value: row?.n ?? 0 }];
        },
      },
    ],
  };
}
export type Alerts = ReturnType<typeof createAlerts>;
