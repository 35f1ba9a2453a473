import { createHmac } from 'node:crypto';
import { markdownOf } from '../document.ts';
import type { Carrier } from './carrier.ts';

/**
 * A signed POST, as the Standard Webhooks specification 1.0 says: `webhook-id` stays the same over retries, and
 * `webhook-signature` is HMAC-SHA256 over `id.timestamp.body`.
 */
export const webhook: Carrier = async ({ id, message, at, link }, { url, signingSecret }, { outgoing, now, timeoutMs }) => {
  if (url === null || signingSecret === null) throw new Error('the webhook has no address or secret');
  const body = JSON.stringify({
    type: message.type,
    timestamp: new Date(at).toISOString(),
    data: { id: message.about, title: message.title, severity: message.importance, link, facts: Object.fromEntries(message.facts), ...(message.sections === undefined ? {} : { markdown: markdownOf(message.title, message.sections) }) },
  });
  const timestamp = String(Math.floor(now / 1000));
  const response = await outgoing.fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature(signingSecret, `${id}.${timestamp}.${body}`)}`,
    },
    body,
    timeoutMs,
    maxBytes: 64 * 1024,
  });
  if (!response.ok) throw new Error(`the webhook answered ${response.status}`);
};

/** A secret is `whsec_` and base64 of its bytes; `text` is `id.timestamp.body`. */
export const signature = (secret: string, text: string): string =>
  createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).update(text).digest('base64');
