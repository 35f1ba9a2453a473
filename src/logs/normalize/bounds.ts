import type { NormalizedEvent } from '../ocsf/event.ts';

const MAX_NAME = 1_024;
const MAX_MESSAGE = 65_536;
const MAX_VALUE = 16_384;

/** Cuts what a long line made of itself; the raw line is whole. Lines within the shortest bound need no look. */
export function within(event: NormalizedEvent, rawLength: number): void {
  if (rawLength <= MAX_NAME) return;
  let truncated = false;
  const cut = (text: string, limit: number): string => {
    if (text.length <= limit) return text;
    truncated = true;
    // Not between the halves of a surrogate pair.
    const last = text.charCodeAt(limit - 1);
    return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
  };
  event.message = cut(event.message, MAX_MESSAGE);
  event.user = cut(event.user, MAX_NAME);
  event.actor = cut(event.actor, MAX_NAME);
  event.host = cut(event.host, MAX_NAME);
  event.service = cut(event.service, MAX_NAME);
  event.action = cut(event.action, MAX_NAME);
  event.repository = cut(event.repository, MAX_NAME);
  for (let i = 1; i < event.attributes.length; i += 2) {
    event.attributes[i - 1] = cut(event.attributes[i - 1] ?? '', MAX_NAME);
    event.attributes[i] = cut(event.attributes[i] ?? '', MAX_VALUE);
  }
  for (let i = 0; i < event.observables.length; i++) event.observables[i] = cut(event.observables[i] ?? '', MAX_NAME * 2);
  if (truncated) event.attributes.push('metadata.is_truncated', 'true');
}
