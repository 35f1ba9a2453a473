import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import { reasonOf } from '../../kernel/errors.ts';
import { plainOf } from '../document.ts';
import type { Message } from '../message.ts';
import type { Carrier } from './carrier.ts';

/** E-mail in plain text and a simple HTML of the same words. The Message-ID stays the same over retries. */
export const email: Carrier = async ({ id, message, at, link }, { recipients, mail }, { outgoing, timeoutMs }) => {
  if (mail === null) throw new Error('no mail server is set');
  const [{ address }] = await outgoing.resolve(mail.host, AbortSignal.timeout(timeoutMs));
  const transport = createTransport({
    host: address,
    port: mail.port,
    secure: mail.security === 'tls',
    requireTLS: mail.security === 'starttls',
    ignoreTLS: mail.security === 'none',
    // The connection goes to the address that was checked; the certificate must be the name's.
    tls: isIP(mail.host) === 0 ? { servername: mail.host } : {},
    ...(mail.user === undefined ? {} : { auth: { user: mail.user, pass: mail.password ?? '' } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const sending = transport.sendMail({
    from: mail.from,
    to: [...recipients],
    subject: `[${message.importance}] ${message.title}`,
    messageId: `<${id}@${mail.from.slice(mail.from.lastIndexOf('@') + 1)}>`,
    date: new Date(at),
    headers: { 'Auto-Submitted': 'auto-generated' },
    text: [message.title, '', ...message.facts.map(([label, value]) => `${label}: ${value}`), ...plainOf(message.sections ?? []), '', link, ''].join('\n'),
    html: page(message, link),
  });
  const failure = await sending.then(() => undefined, reasonOf);
  transport.close();
  // What a server says is shown to people and kept with the job; some servers repeat what they were sent.
  if (failure !== undefined) throw new Error(mail.password ? failure.replaceAll(mail.password, '…') : failure);
};

function page({ title, facts, sections = [] }: Message, link: string): string {
  const rows = facts.map(([label, value]) => `<tr><td style="color:#5d686c;padding:2px 12px 2px 0">${escaped(label)}</td><td>${escaped(value)}</td></tr>`);
  const parts = sections.map((section) => `<h2 style="font-size:15px;margin:16px 0 4px">${escaped(section.title)}</h2><ul style="margin:0;padding-left:20px">${section.lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`);
  const table = rows.length === 0 ? '' : `<table>${rows.join('')}</table>`;
  return `<!doctype html><div style="font:14px/1.45 sans-serif;color:#1b2225"><p><strong>${escaped(title)}</strong></p>${table}${parts.join('')}<p><a href="${escaped(link)}">Open in Glacis</a></p></div>`;
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
