import type { OcsfEvent } from '../logs/contract.ts';
import { plain } from './output.ts';

/** An event in one line for people: when, on what machine, of what service, how it ended, and what the line says. */
export function eventLine(event: OcsfEvent): string {
  const host = textAt(event, 'device', 'hostname');
  const service = textAt(event, 'service', 'name') || textAt(event.metadata, 'product', 'feature', 'name') || textAt(event.metadata, 'log_source');
  const status = textAt(event, 'status');
  const message = textAt(event, 'message') || textAt(event, 'raw_data');
  const outcome = status === 'Unknown' || status === '' ? '-' : status.toLowerCase();
  return [new Date(event.time).toISOString(), host || '-', service || '-', outcome, message].map(plain).join('  ');
}

function textAt(value: unknown, ...path: readonly string[]): string {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return '';
    current = Object.entries(current).find(([name]) => name === key)?.[1];
  }
  return typeof current === 'string' ? current : '';
}
