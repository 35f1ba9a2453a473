import type { FactDefinition } from '../gate/fact.ts';
import { HOUR_MS } from './ages.ts';

const measured = { from: 'measured', maxAgeMs: HOUR_MS } as const;

/** Events of interest are found, and somebody hears of them. */
export const detectionFacts: readonly FactDefinition[] = [
  { id: 'detections.account_spike', type: 'bool', meaning: 'A spike of failed sign-ins to one account, made up and tried, raises an alert of which a channel is told',
    says: ['a spike of failed sign-ins to one account would raise no alert', 'a spike of failed sign-ins to one account would raise an alert'], see: { verb: 'Look at sources', path: '/sources' }, ...measured },
  { id: 'detections.estate_spike', type: 'bool', meaning: 'A spike of failed sign-ins across the estate, made up and tried, raises an alert of which a channel is told',
    says: ['a spike of failed sign-ins across the estate would raise no alert', 'a spike of failed sign-ins across the estate would raise an alert'], see: { verb: 'Look at sources', path: '/sources' }, ...measured },
  { id: 'detections.passing', type: 'int', unit: 'detections', meaning: 'Detections that found what was made up for them, and raised an alert',
    says: ['# detection finds what is made up for it', '# detections find what is made up for them'], see: { verb: 'Look at alerts', path: '/alerts' }, ...measured },
  { id: 'detections.lag_batches', type: 'int', unit: 'batches', meaning: 'Stored batches of events that detections have not looked at yet',
    says: ['detections are # batch behind', 'detections are # batches behind'], see: { verb: 'Look at sources', path: '/sources' }, ...measured },
  { id: 'alerts.channels', type: 'int', unit: 'channels', meaning: 'Channels by which alerts leave the house and whose last delivery arrived',
    says: ['# channel takes alerts out of the house', '# channels take alerts out of the house'], see: { verb: 'Set up a channel', path: '/settings/channels' }, ...measured },
  { id: 'alerts.unacknowledged', type: 'int', unit: 'alerts', meaning: 'Open alerts of high or critical severity that are older than a day',
    says: ['# serious alert has been open for a day', '# serious alerts have been open for a day'], see: { verb: 'Take them on', path: '/alerts' }, ...measured },
];
