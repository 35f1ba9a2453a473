import type { z } from 'zod';
import { accessSettings, type SyncState } from '../../codehost/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import { TicketSettings, type SaveTicketSettings } from '../contract.ts';

const Shown = TicketSettings.omit({ tokenSet: true, problem: true });

/** Where tickets are made, with what opens it. */
export type TicketTarget = z.infer<typeof Shown> & { token: string };
export type TicketSettingsDesk = ReturnType<typeof ticketSettings>;

/** The repository in which tickets are made. */
export function ticketSettings(kernel: Pick<Kernel, 'db' | 'clock' | 'audit' | 'sealer'> & { state: SyncState }) {
  const { state } = kernel;
  const access = accessSettings(kernel, { name: 'vulnerabilities.tickets', action: 'settings.tickets', shape: Shown, others: [], forget: (tx) => state.forget(tx) });
  return {
    async read(): Promise<TicketSettings | null> {
      const found = await access.read();
      return found && { ...found.shown, tokenSet: true, problem: (await state.read(found.shown)).problem };
    },
    target: (): Promise<TicketTarget | null> => access.target(),
    /** @throws {GlacisError} `invalid` when no token is given where one is needed. */
    async save({ token, ...given }: SaveTicketSettings, by: Principal): Promise<TicketSettings> {
      await access.save(given, { token }, by);
      return { ...given, tokenSet: true, problem: null };
    },
    remove: access.remove,
  };
}
