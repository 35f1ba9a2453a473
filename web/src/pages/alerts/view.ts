import { AlertState, Severity } from '../../../../src/alerts/contract.ts';
import type { z } from 'zod';

/** What the Alerts page shows. */
export type AlertsView = {
  state: z.infer<typeof AlertState> | 'all';
  severity: z.infer<typeof Severity> | undefined;
  /** What alerts are about: `user:root`. */
  group: string | undefined;
  /** Id of the alert that is open. */
  alert: string | undefined;
};

export function readAlertsView(search: Readonly<Record<string, string>>): AlertsView {
  const state = AlertState.safeParse(search['state']);
  const severity = Severity.safeParse(search['severity']);
  return {
    state: state.success ? state.data : search['state'] === 'all' ? 'all' : 'open',
    severity: severity.success ? severity.data : undefined,
    group: search['group'],
    alert: search['alert'],
  };
}

/** The words of the address for a view; what is usual is left out. */
export function writeAlertsView({ state, severity, group, alert }: Partial<AlertsView>): Record<string, string> {
  return {
    ...(state === undefined || state === 'open' ? {} : { state }),
    ...(severity === undefined ? {} : { severity }),
    ...(group === undefined ? {} : { group }),
    ...(alert === undefined ? {} : { alert }),
  };
}
