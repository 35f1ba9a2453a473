import type { z } from 'zod';
import { errors } from '../../kernel/errors.ts';
import { isOwn, type SourceSettings, type UpdateSource } from '../contract.ts';
import { senderKey } from './senders.ts';

/**
 * Refuses settings that the schema cannot tell to be wrong.
 * @throws {GlacisError} `invalid`
 */
export function checkSettings(settings: z.infer<typeof UpdateSource>, formats: ReadonlySet<string>): void {
  const { format, timeZone, senders } = settings;
  if (typeof format === 'string') checkFormat(format, formats);
  if (timeZone !== undefined && !isTimeZone(timeZone)) throw errors.invalid({ what: `timeZone: ${timeZone} is no time zone; write it as Europe/Berlin or UTC.` });
  if (senders && new Set(senders.map(senderKey)).size < senders.length) throw errors.invalid({ what: 'senders: one is named twice.' });
}

/** @throws {GlacisError} `invalid`, naming those that there are. */
export function checkFormat(format: string, formats: ReadonlySet<string>): void {
  if (!formats.has(format)) throw errors.invalid({ what: `There is no format ${format}. There are: ${[...formats].sort().join(', ')}.` });
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/**
 * A sender belongs to one source, and none to those that Glacis keeps for itself.
 * @throws {GlacisError} `conflict`, naming the source that has it.
 */
export function checkSenders(name: string, wanted: SourceSettings['senders'], others: readonly { name: string; senders: SourceSettings['senders'] }[]): void {
  if (wanted.length === 0) return;
  if (isOwn(name)) throw errors.conflict({ what: `The source ${name} takes no senders of its own.` });
  const taken = new Map(others.flatMap((other) => (other.name === name ? [] : other.senders.map((sender) => [senderKey(sender), other.name] as const))));
  for (const sender of wanted) {
    const owner = taken.get(senderKey(sender));
    const said = sender.by === 'certificate' ? 'This certificate' : `The network ${sender.cidr}`;
    if (owner !== undefined) throw errors.conflict({ what: `${said} belongs to the source ${owner} already.` });
  }
}
