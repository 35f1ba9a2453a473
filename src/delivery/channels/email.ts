import { createTransport } from 'nodemailer';
import type { Carrier } from './carrier.ts';

const TIMEOUT_MS = 20_000;

/** E-mail in plain text and a simple HTML of the same words. The Message-ID stays the same over retries. */
export const email: Carrier = async ({ id, message, at, link }, { recipients, mail }, { outgoing }) => {
  if (mail === null) throw new Error('no mail server is set');
  const [{ address }] = await outgoing.resolve(mail.host);
  const transport = createTransport({
    host: address,
    port: mail.port,
    secure: mail.security === 'tls',
    requireTLS: mail.security === 'starttls',
    ignoreTLS: mail.security === 'none',
    // The connection goes to the address that was checked; the certificate must be the name's.
    tls: { servername: mail.host },
    ...(mail.user === undefined ? {} : { auth: { user: mail.user, pass: mail.password ?? '' } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from: mail.from,
      to: [...recipients],
      subject: `[${message.importance}] ${message.title}`,
      messageId: `<${id}@glacis>`,
      date: new Date(at),
      headers: { 'Auto-Submitted': 'auto-generated' },
      text: [message.title, '', ...message.facts.map(([label, value]) => `${label}: ${value}`), '', link, ''].join('\n'),
      html: page(message.title, message.facts, link),
    });
  } finally {
    transport.close();
  }
};

function page(title: string, facts: readonly (readonly [string, string])[], link: string): string {
  const rows = facts.map(([label, value]) => `<tr><td style="color:#5d686c;padding:2px 12px 2px 0">${escaped(label)}</td><td>${escaped(value)}</td></tr>`);
  return `<!doctype html><div style="font:14px/1.45 sans-serif;color:#1b2225"><p><strong>${escaped(title)}</strong></p><table>${rows.join('')}</table><p><a href="${escaped(link)}">Open in Glacis</a></p></div>`;
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
