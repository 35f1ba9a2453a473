import type { Identity } from '../../../../../src/detection/contract.ts';

/** An identity as it stands in the form: lists one a line, hours as on the clock. */
export type Draft = { kind: 'person' | 'service'; name: string; accounts: string; networks: string; departed: string; usual: boolean; from: string; to: string; zone: string; days: readonly number[] };

export type Saved = Omit<Identity, 'id' | 'origin'>;

const lines = (text: string): string[] => [...new Set(text.split(/[\n,]/).map((line) => line.trim()).filter(Boolean))];
const clock = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

function minutes(text: string): number {
  const [hours = 0, rest = 0] = text.split(':').map(Number);
  return hours * 60 + rest;
}

export function draftOf(identity: Identity | null): Draft {
  const hours = identity?.hours ?? null;
  return {
    kind: identity?.kind ?? 'person',
    name: identity?.name ?? '',
    accounts: identity?.accounts.join('\n') ?? '',
    networks: identity?.networks.join('\n') ?? '',
    departed: identity?.departedAt?.slice(0, 10) ?? '',
    usual: hours !== null,
    from: clock(hours?.from ?? 8 * 60),
    to: clock(hours?.to ?? 19 * 60),
    zone: hours?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    days: hours?.days ?? [1, 2, 3, 4, 5],
  };
}

export const savedOf = (draft: Draft): Saved => ({
  kind: draft.kind,
  name: draft.name.trim(),
  accounts: lines(draft.accounts),
  networks: lines(draft.networks),
  departedAt: draft.departed === '' ? null : `${draft.departed}T00:00:00.000Z`,
  hours: draft.usual ? { zone: draft.zone, from: minutes(draft.from), to: minutes(draft.to), days: [...draft.days] } : null,
});
