import { SaveTicketSettings, type TicketSettings } from '../../../../../src/vulnerabilities/contract.ts';

/** The settings of tickets as they are typed. */
export type TicketsDraft = { repository: string; api: string; labels: string; automatic: TicketSettings['automatic']; token: string };

export const draftOfTickets = (known: TicketSettings | null): TicketsDraft => ({
  repository: known?.repository ?? '', api: known?.api ?? 'https://api.github.com', labels: known?.labels.join(', ') ?? '', automatic: known?.automatic ?? 'none', token: '',
});

/** What is sent to save them; undefined while it cannot be: a token is needed once. */
export function ticketsOf({ repository, api, labels, automatic, token }: TicketsDraft, known: TicketSettings | null): SaveTicketSettings | undefined {
  if (token === '' && known?.tokenSet !== true) return undefined;
  const wanted = { repository: repository.trim(), api: api.trim(), labels: labels.split(',').map((label) => label.trim()).filter(Boolean), automatic, ...(token === '' ? {} : { token }) };
  return SaveTicketSettings.safeParse(wanted).data;
}
